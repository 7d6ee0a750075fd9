import { expect, test } from "vitest";
import type { AccessLog } from "./access-log.ts";
import { proxyAbuse } from "./proxy-abuse.ts";
import { scenarioFaults } from "./scenario-faults.ts";

const now = new Date("2026-11-20T12:00:00Z");
const scenario = proxyAbuse({ now });
const { answer, records, alarms, accessLogs = [] } = scenario;
const steps = answer.steps["proxy-credential-abuse"] ?? {};

/** Read from the lines as they stand in the logs, by nothing that wrote them. */
interface Hit {
  at: number;
  ip: string;
  path: string;
  status: number;
  bytes: number;
  id: string;
  key?: string;
  consumer?: string;
  agent: string;
}
const lines = (format: AccessLog["format"]) =>
  accessLogs.filter((log) => log.format === format).flatMap((log) => log.lines);
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

const shop = lines("api-gateway-json").map(({ text }): Hit => {
  const line = JSON.parse(text) as Record<string, string>;
  for (const value of Object.values(line)) expect(typeof value).toBe("string");
  const [, day, month = "", year, clock] =
    /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) \+0000$/.exec(line.requestTime ?? "") ?? [];
  const number = String(MONTHS.indexOf(month) / 3 + 1).padStart(2, "0");
  return {
    at: Date.parse(`${year}-${number}-${day}T${clock}Z`),
    ip: line.ip ?? "",
    path: line.path ?? "",
    status: Number(line.status),
    bytes: Number(line.responseLength),
    id: line.requestId ?? "",
    key: line.apiKeyId === "-" ? undefined : line.apiKeyId,
    agent: line.userAgent ?? "",
  };
});
const partners = lines("kong-file-log").map(({ text }): Hit => {
  const line = JSON.parse(text);
  return {
    at: line.started_at,
    ip: line.client_ip,
    path: line.request.uri,
    status: line.response.status,
    bytes: line.response.size,
    id: line.request.id,
    consumer: line.consumer?.username,
    agent: line.request.headers["user-agent"],
  };
});
const ENVOY =
  /^\[(\S+)\] "(\w+) (.*) HTTP\/2" (\d+) (\S+) (\d+) (\d+) (\d+) (\S+) "([^"]*)" "([^"]*)" "([^"]*)" "([^"]*)" "([^"]*)"$/;
const mobile = lines("envoy-text").map(({ text }): Hit => {
  const found = ENVOY.exec(text) ?? [];
  // The rightmost address that is not ours: what stands before it is only claimed.
  const ip = (found[10] ?? "")
    .split(/, ?/)
    .filter((each) => !each.startsWith("10."))
    .at(-1);
  return {
    at: Date.parse(found[1] ?? ""),
    ip: ip ?? "",
    path: found[3] ?? "",
    status: Number(found[4]),
    bytes: Number(found[7]),
    id: found[12] ?? "",
    agent: found[11] ?? "",
  };
});
const everywhere = [...shop, ...partners, ...mobile];
const countBy = (hits: Hit[], read: (hit: Hit) => unknown) => {
  const counts: Record<string, number> = {};
  for (const hit of hits) counts[String(read(hit))] = (counts[String(read(hit))] ?? 0) + 1;
  return counts;
};
const ipOf = ({ ip }: Hit) => ip;
const refused = ({ status }: Hit) => status === 401 || status === 403 || status === 429;

test("it is told well: fields, order, alarms, ids, secrets", () => {
  expect(scenarioFaults(scenario, now)).toEqual([]);
  expect(records.length).toBeGreaterThan(20_000);
});

test("every line of every log can be read, oldest first, none from the future", () => {
  expect({ shop: shop.length, partners: partners.length, mobile: mobile.length }).toEqual(answer.requests);
  for (const { at, ip, status, id } of everywhere) {
    expect(at).toBeGreaterThan(now.getTime() - 25 * 3_600_000);
    expect(at).toBeLessThan(now.getTime());
    expect(ip).toMatch(/^[0-9a-f:.]+$/);
    expect(status).toBeGreaterThanOrEqual(200);
    expect(id).not.toBe("");
  }
  for (const hits of [shop, partners, mobile])
    expect(hits.every(({ at }, turn) => turn === 0 || at >= (hits[turn - 1]?.at ?? 0))).toBe(true);
  expect(new Set(everywhere.map(({ id }) => id)).size).toBe(everywhere.length);
});

test("three addresses fail most, and nobody comes near them", () => {
  const failed = everywhere.filter(refused);
  expect(failed).toHaveLength(steps["who-fails"]?.matched ?? 0);
  const { clientIp: top = {} } = steps["who-fails"]?.top ?? {};
  const counts = Object.entries(countBy(failed, ipOf)).sort(([, a], [, b]) => b - a);
  expect(Object.fromEntries(counts.slice(0, 3))).toEqual(top);
  expect(top).toEqual(answer.refusedByIp);
  expect(counts[3]?.[1]).toBeLessThan(0.3 * (counts[2]?.[1] ?? 0));
});

test("one key reads orders one number after the other", () => {
  const { enumeration } = answer;
  const asked = shop.filter(({ key }) => key === enumeration.keyId);
  expect(asked).toHaveLength(enumeration.requests);
  const numbers = asked.map(({ path }) => Number(/^\/prod\/orders\/(\d+)$/.exec(path)?.[1]));
  expect(numbers).toEqual(Array.from(asked, (_, turn) => enumeration.firstId + turn));
  expect(numbers.at(-1)).toBe(enumeration.lastId);
  expect(countBy(asked, ipOf)).toEqual(steps.enumeration?.counts?.clientIp);
  expect(countBy(asked, ({ status }) => status)).toEqual(steps.enumeration?.counts?.status);
  const got = asked.filter(({ status }) => status === 200);
  expect(got).toHaveLength(enumeration.got);
  const bytes: Record<string, number> = {};
  for (const { ip, bytes: size } of got) bytes[ip] = (bytes[ip] ?? 0) + size;
  expect(bytes).toEqual(enumeration.bytesByIp);
  expect(steps.volume?.sums?.values).toEqual(bytes);
});

test("the first success comes after hundreds of failures of the same address", () => {
  const { firstSuccess } = answer;
  const first = shop.find(({ key, status }) => key === firstSuccess.keyId && status === 200);
  expect(first).toMatchObject({ id: firstSuccess.requestId, ip: firstSuccess.ip });
  expect(first?.at).toBe(Math.floor(Date.parse(firstSuccess.at) / 1000) * 1000);
  const place = shop.findIndex(({ id }) => id === firstSuccess.requestId);
  const before = shop.slice(0, place).filter((hit) => hit.ip === firstSuccess.ip);
  expect(before.filter(refused)).toHaveLength(firstSuccess.failuresBefore);
  expect(before.filter((hit) => !refused(hit))).toEqual([]);
});

test("one consumer's key is used from many networks, the others' from one", () => {
  const byConsumer = new Map<string, Set<string>>();
  for (const { consumer = "", ip } of partners)
    byConsumer.set(consumer, (byConsumer.get(consumer) ?? new Set()).add(ip));
  const { username, addresses, usualAddress } = answer.sharedConsumer;
  expect(byConsumer.get(username)?.size).toBe(addresses);
  expect(byConsumer.get(username)).toContain(usualAddress);
  byConsumer.delete(username);
  expect([...byConsumer.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
  const shared = partners.filter(({ consumer }) => consumer === username);
  expect(countBy(shared, ipOf)).toEqual(steps["many-networks"]?.counts?.clientIp);
});

test("what a client claims in X-Forwarded-For is not its address", () => {
  expect(lines("envoy-text").some(({ text }) => text.includes('"127.0.0.1, '))).toBe(true);
  expect(mobile.some(({ ip }) => ip === "127.0.0.1")).toBe(false);
});

test("the same address changes the gateway, with a key that usually comes from elsewhere", () => {
  interface Told {
    eventID: string;
    eventName: string;
    errorCode?: string;
    sourceIPAddress: string;
    userIdentity: { arn?: string };
  }
  const once = [
    ...new Map((records as unknown as Told[]).map((record) => [record.eventID, record])).values(),
  ];
  const there = once.filter(({ sourceIPAddress }) => sourceIPAddress === answer.attackers[0]);
  expect(there.map(({ eventID }) => eventID)).toEqual(steps["same-address"]?.eventIds);
  const changed = once.filter(({ eventName }) =>
    /^(CreateApiKey|UpdateApiKey|ImportApiKeys|UpdateAuthorizer|DeleteAuthorizer)$/.test(eventName),
  );
  expect(changed.map(({ eventID }) => eventID)).toEqual(steps["keys-changed"]?.eventIds);
  expect(changed.filter(({ errorCode }) => !errorCode).map(({ eventID }) => eventID)).toEqual(
    answer.gatewayChangeEventIds,
  );
  const key = once.filter(({ userIdentity }) => userIdentity.arn === answer.userArn);
  expect(key.length).toBeGreaterThan(there.length + 20);
});

test("the storm rings and is over, the reading rings on by key and by consumer", () => {
  expect(alarms.map(({ kind, alarmName, state }) => [kind, alarmName, state])).toEqual([
    ["metric", "shop-api-4xx", "ALARM"],
    ["contributor", "refused-by-address", "ALARM"],
    ["contributor", "refused-by-address", "ALARM"],
    ["metric", "shop-api-4xx", "OK"],
    ["contributor", "orders-by-key", "ALARM"],
    ["contributor", "consumer-networks", "ALARM"],
  ]);
});

test("hostile text reached the logs as it was sent", () => {
  const [agent, path] = answer.hostileTexts;
  expect(shop.some((hit) => hit.agent === agent)).toBe(true);
  expect(mobile.some((hit) => hit.path === path)).toBe(true);
});
