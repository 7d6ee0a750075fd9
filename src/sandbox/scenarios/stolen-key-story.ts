import { assumedRole, iamUser, onBehalfOf } from "./callers.ts";
import { later } from "./noise-act.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { doorCalls, lookingAround, lootCalls } from "./stolen-key-calls.ts";
import type { StolenKeyCast } from "./stolen-key-cast.ts";
import type { Caller, StoryCall } from "./story-call.ts";

const HOURS = 24;
const OFFICE_AGENT = "Boto3/1.34.144 md/Botocore#1.34.144 ua/2.0 os/linux#6.1.0 lang/python#3.11.9";

/** The job that the key is for: every hour from the office, some of it done by Athena in its name. */
export function usualUse(cast: StolenKeyCast, now: Date, random: SeededRandom): StoryCall[] {
  const caller = iamUser(
    { accountId: cast.accountId, userName: cast.userName, accessKeyId: cast.key },
    { address: cast.officeAddress, userAgent: OFFICE_AGENT },
  );
  const athena = onBehalfOf(caller, "athena.amazonaws.com");
  return Array.from({ length: HOURS }, (_, hour) => {
    const at = later(now, -(hour * 3600 + 240 + random.between(0, 600)));
    const call = (seconds: number, service: string, name: string, by: Caller = caller): StoryCall => ({
      at: later(at, seconds),
      caller: by,
      service,
      name,
      region: "eu-central-1",
    });
    return [
      call(0, "sts", "GetCallerIdentity"),
      call(2, "s3", "ListBuckets"),
      call(3, "athena", "StartQueryExecution"),
      call(4, "glue", "GetTable", athena),
      call(9, "athena", "GetQueryExecution"),
    ];
  }).flat();
}

/** An hour's work, ending 14 minutes before now. */
export function intrusion(cast: StolenKeyCast, now: Date, random: SeededRandom): StoryCall[] {
  const { accountId, userName, key } = cast;
  const start = later(now, -74 * 60);
  const from = (address: string, userAgent: string, accessKeyId = key, user = userName) =>
    iamUser({ accountId, userName: user, accessKeyId }, { address, userAgent });
  const tool = from(cast.firstAddress, cast.toolAgent);
  const hostile = from(cast.firstAddress, cast.hostileAgent);
  const elsewhere = from(cast.secondAddress, cast.toolAgent);
  const secondKey = from(cast.secondAddress, cast.toolAgent, cast.secondKey, cast.secondKeyUser);
  const chained = assumedRole(
    {
      accountId,
      role: cast.chainedRole,
      session: "cli-session",
      accessKeyId: cast.chainedKey,
      since: later(start, 2880),
    },
    { address: cast.secondAddress, userAgent: cast.toolAgent },
  );
  return [
    { at: start, caller: tool, service: "sts", name: "GetCallerIdentity", region: "us-east-1" },
    ...lookingAround(cast, later(start, 60), tool, random),
    ...lookingAround(cast, later(start, 840), hostile, random).slice(0, 9),
    ...doorCalls(cast, later(start, 1320), tool, random),
    ...lootCalls(cast, later(start, 1980), { tool, elsewhere, chained, secondKey }, random),
  ];
}
