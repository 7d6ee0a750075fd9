import type { StolenKeyCast } from "./stolen-key-cast.ts";
import type { TrailRecord } from "./trail-record.ts";

/** The persistence calls that a good investigation must list. */
export interface DoorCall {
  eventID: string;
  eventTime: string;
  eventName: string;
  succeeded: boolean;
}

/** What is true in this story. Counts are of distinct events; calls made by a service in the user's name apart. */
export interface StolenKeyAnswer {
  key: string;
  userName: string;
  userArn: string;
  officeAddress: string;
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
  /** Records with an eventID that came before. */
  duplicates: number;
  totalRecords: number;
}

const DOORS = new Set([
  "PutUserPolicy",
  "AttachUserPolicy",
  "CreateAccessKey",
  "CreateUser",
  "CreateLoginProfile",
]);
const REFUSED = /AccessDenied|UnauthorizedOperation/;

export function stolenKeyAnswer(
  cast: StolenKeyCast,
  story: readonly TrailRecord[],
  all: readonly TrailRecord[],
): StolenKeyAnswer {
  const identity = (record: TrailRecord) => record.userIdentity as Record<string, string | undefined>;
  const withKey = story.filter((record) => identity(record).accessKeyId === cast.key);
  const own = withKey.filter((record) => identity(record).invokedBy === undefined);
  const addresses = [cast.firstAddress, cast.secondAddress];
  const from = (address: string) => own.filter((record) => record.sourceIPAddress === address);
  const intruder = own.filter((record) => addresses.includes(String(record.sourceIPAddress)));
  const denied = intruder.filter((record) => REFUSED.test(String(record.errorCode)));
  const times = intruder.map((record) => record.eventTime).sort();
  const named = (name: string) => intruder.filter((record) => record.eventName === name);
  return {
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
    doors: intruder
      .filter((record) => DOORS.has(record.eventName))
      .map(({ eventID, eventTime, eventName, errorCode }) => ({
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
    sessionTokens: all.flatMap(({ responseElements }) => {
      const { credentials } = (responseElements ?? {}) as { credentials?: { sessionToken: string } };
      return credentials ? [credentials.sessionToken] : [];
    }),
    duplicates: all.length - new Set(all.map((record) => record.eventID)).size,
    totalRecords: all.length,
  };
}
