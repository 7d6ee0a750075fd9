import { column, countBy, stepAnswer } from "./count-records.ts";
import { OFFICE_ADDRESS } from "./noise-people.ts";
import type { ProxyAbuseCast } from "./proxy-abuse-cast.ts";
import type { ProxyRequest } from "./proxy-request.ts";
import type { ScenarioAnswer, StepAnswer } from "./scenario-answer.ts";
import { sessionTokens } from "./session-tokens.ts";
import type { ToldStory } from "./tell-story.ts";

export interface ProxyAbuseAnswer extends ScenarioAnswer {
  attackers: string[];
  /** 401, 403 and 429 at all three proxies, by attacker. */
  refusedByIp: Record<string, number>;
  enumeration: {
    route: string;
    keyId: string;
    firstId: number;
    lastId: number;
    requests: number;
    /** Answered with 200. */
    got: number;
    bytesByIp: Record<string, number>;
  };
  firstSuccess: { requestId: string; at: string; ip: string; keyId: string; failuresBefore: number };
  sharedConsumer: { username: string; addresses: number; usualAddress: string };
  userArn: string;
  userKey: string;
  /** CreateApiKey and UpdateAuthorizer that worked. */
  gatewayChangeEventIds: string[];
  requests: Record<"shop" | "partners" | "mobile", number>;
}

const REFUSED = new Set([401, 403, 429]);

export function proxyAbuseAnswer(
  cast: ProxyAbuseCast,
  told: ToldStory,
  traffic: Record<"shop" | "partners" | "mobile", readonly ProxyRequest[]>,
): ProxyAbuseAnswer {
  const { of, records, duplicates, totalRecords } = told;
  const { shop, partners, mobile } = traffic;
  const [first] = cast.attackers;
  const byIp = ({ clientIp }: ProxyRequest) => clientIp;
  const attacker = ({ clientIp }: ProxyRequest) => cast.attackers.includes(clientIp);
  const refused = [...shop, ...partners, ...mobile].filter(({ status }) => REFUSED.has(status));
  const refusedByIp = countBy(refused.filter(attacker), byIp);
  const enumerated = shop.filter(({ keyId }) => keyId === cast.foundKeyId);
  const got = enumerated.filter(({ status }) => status === 200);
  const success = got.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0];
  const before = shop.filter(
    (each) => each.clientIp === first && REFUSED.has(each.status) && success && each.at < success.at,
  );
  const shared = partners.filter(({ consumer }) => consumer === cast.sharedConsumer);
  const bytesByIp: Record<string, number> = {};
  for (const { clientIp, bytesOut } of got) bytesByIp[clientIp] = (bytesByIp[clientIp] ?? 0) + bytesOut;
  const changes = of("gateway-change");
  const there = of("gateway-look", "gateway-change", "gateway-refused");
  const { eventName, errorCode } = column;
  const steps: Record<string, StepAnswer> = {
    "who-fails": {
      finds: "Three addresses cause most of the refusals at all three proxies.",
      matched: refused.length,
      top: { clientIp: refusedByIp },
    },
    enumeration: {
      finds: `One key asked for ${enumerated.length} orders, one number after the other.`,
      matched: enumerated.length,
      counts: { clientIp: countBy(enumerated, byIp), status: countBy(enumerated, ({ status }) => status) },
      values: { keyId: [cast.foundKeyId] },
    },
    "first-success": {
      finds: `After ${before.length} refusals ${first} was let in.`,
      matched: got.length,
      counts: { clientIp: countBy(got, byIp) },
    },
    volume: {
      finds: "What the enumeration carried away.",
      matched: got.length,
      sums: { of: "bytesOut", by: "clientIp", values: bytesByIp },
    },
    "many-networks": {
      finds: `The key of ${cast.sharedConsumer} is used from ${new Set(shared.map(byIp)).size} addresses.`,
      matched: shared.length,
      counts: { clientIp: countBy(shared, byIp) },
    },
    "same-address": stepAnswer("The first address calls AWS, too, with a key of ours.", there, {
      counts: { eventName, errorCode },
    }),
    "keys-changed": stepAnswer(
      "An API key was made and an authorizer changed; two tries were refused.",
      of("gateway-change", "gateway-refused"),
      { counts: { eventName, errorCode } },
    ),
  };
  return {
    verdict: "attack",
    summary: `After ${before.length} refusals ${first} found a good key and read ${got.length} orders one by one; from there ${cast.userName} made an API key and changed an authorizer.`,
    severity: "P2",
    runbook: "proxy-credential-abuse",
    inputs: {},
    officeAddress: OFFICE_ADDRESS,
    steps: { "proxy-credential-abuse": steps },
    hostileTexts: [cast.hostileAgent, cast.hostilePath],
    secrets: [...sessionTokens(records), ...cast.credentials, cast.accessToken],
    attackers: cast.attackers,
    refusedByIp,
    enumeration: {
      route: cast.route,
      keyId: cast.foundKeyId,
      firstId: cast.firstId,
      lastId: cast.firstId + enumerated.length - 1,
      requests: enumerated.length,
      got: got.length,
      bytesByIp,
    },
    firstSuccess: {
      requestId: success?.requestId ?? "",
      at: success?.at.toISOString() ?? "",
      ip: success?.clientIp ?? "",
      keyId: cast.foundKeyId,
      failuresBefore: before.length,
    },
    sharedConsumer: {
      username: cast.sharedConsumer,
      addresses: new Set(shared.map(byIp)).size,
      usualAddress: cast.partners.clients[0].clientIp ?? "",
    },
    userArn: `arn:aws:iam::${cast.accountId}:user/${cast.userName}`,
    userKey: cast.userKey,
    gatewayChangeEventIds: changes.map((record) => record.eventID),
    requests: { shop: shop.length, partners: partners.length, mobile: mobile.length },
    duplicates,
    totalRecords,
  };
}
