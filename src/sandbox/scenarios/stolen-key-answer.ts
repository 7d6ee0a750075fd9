import { isRefused } from "./count-records.ts";
import type { ScenarioAnswer } from "./scenario-answer.ts";
import { sessionTokens } from "./session-tokens.ts";
import type { StolenKeyCast } from "./stolen-key-cast.ts";
import { stolenKeySteps } from "./stolen-key-steps.ts";
import type { ToldStory } from "./tell-story.ts";
import type { TrailRecord } from "./trail-record.ts";

/** The persistence calls that a good investigation must list. */
export interface DoorCall {
  eventID: string;
  eventTime: string;
  eventName: string;
  succeeded: boolean;
}

/** What is true in this story. Counts are of distinct events; calls made by a service in the user's name apart. */
export interface StolenKeyAnswer extends ScenarioAnswer {
  key: string;
  userName: string;
  userArn: string;
  /** In the order they appeared. */
  newAddresses: string[];
  /** Calls with the key, by source address. */
  callsFrom: Record<string, number>;
  /** All calls with the key that no service made in its name. */
  callsByKey: number;
  serviceCallsByKey: number;
  /** Calls with the key from the new addresses. */
  intruderCalls: number;
  deniedIntruderCalls: number;
  /** Services (`ec2.amazonaws.com`) that refused the intruder. */
  refusingServices: string[];
  firstIntruderCallAt: string;
  lastIntruderCallAt: string;
  doors: DoorCall[];
  createdKeys: string[];
  createdUsers: string[];
  secretsRead: string[];
  startAttempts: number;
  chain: { roleArn: string; accessKeyId: string; calls: number };
  hostileUserAgent: string;
  /** Secrets inside the records: none of them may ever be shown or kept. */
  sessionTokens: string[];
}

const DOORS = new Set([
  "PutUserPolicy",
  "AttachUserPolicy",
  "CreateAccessKey",
  "CreateUser",
  "CreateLoginProfile",
]);
/** Counted from the story's own records: nobody else has this key. */
export function stolenKeyAnswer(
  cast: StolenKeyCast,
  { story, records, duplicates, totalRecords }: ToldStory,
): StolenKeyAnswer {
  const identity = (record: TrailRecord) => record.userIdentity as Record<string, string | undefined>;
  const withKey = story.filter((record) => identity(record).accessKeyId === cast.key);
  const own = withKey.filter((record) => identity(record).invokedBy === undefined);
  const addresses = [cast.firstAddress, cast.secondAddress];
  const from = (address: string) => own.filter((record) => record.sourceIPAddress === address);
  const intruder = own.filter((record) => addresses.includes(String(record.sourceIPAddress)));
  const denied = intruder.filter(isRefused);
  const doors = intruder.filter((record) => DOORS.has(record.eventName));
  const times = intruder.map((record) => record.eventTime).sort();
  const named = (name: string) => intruder.filter((record) => record.eventName === name);
  const tokens = sessionTokens(records);
  return {
    verdict: "attack",
    summary: `The key of ${cast.userName} was used from two new addresses to look around, make further keys and read three secrets.`,
    severity: "P2",
    runbook: "access-key-compromise",
    inputs: { key: cast.key },
    steps: { "access-key-compromise": stolenKeySteps({ own, intruder, denied, doors, cast }) },
    hostileTexts: [cast.hostileAgent],
    secrets: tokens,
    key: cast.key,
    userName: cast.userName,
    userArn: `arn:aws:iam::${cast.accountId}:user/${cast.userName}`,
    officeAddress: cast.officeAddress,
    newAddresses: addresses,
    callsFrom: Object.fromEntries(
      [cast.officeAddress, ...addresses].map((address) => [address, from(address).length]),
    ),
    callsByKey: own.length,
    serviceCallsByKey: withKey.length - own.length,
    intruderCalls: intruder.length,
    deniedIntruderCalls: denied.length,
    refusingServices: [...new Set(denied.map((record) => record.eventSource))].sort(),
    firstIntruderCallAt: times[0] ?? "",
    lastIntruderCallAt: times.at(-1) ?? "",
    doors: doors.map(({ eventID, eventTime, eventName, errorCode }) => ({
      eventID,
      eventTime,
      eventName,
      succeeded: errorCode === undefined,
    })),
    createdKeys: [cast.secondKey],
    createdUsers: [cast.newUser],
    secretsRead: named("GetSecretValue").map(
      (record) => (record.requestParameters as { secretId: string }).secretId,
    ),
    startAttempts: named("RunInstances").length,
    chain: {
      roleArn: `arn:aws:iam::${cast.accountId}:role/${cast.chainedRole}`,
      accessKeyId: cast.chainedKey,
      calls: story.filter((record) => identity(record).accessKeyId === cast.chainedKey).length,
    },
    hostileUserAgent: cast.hostileAgent,
    sessionTokens: tokens,
    duplicates,
    totalRecords,
  };
}
