import type { AlarmStateChange } from "./alarms/alarm-changes.ts";
import type { CompositeAlarm, ContributorAlarm, MetricAlarm } from "./alarms/scripted-alarms.ts";
import type { Identities } from "./identity/identities.ts";
import type { OneAccount } from "./one-account.ts";
import type { Kept } from "./state-file.ts";
import type { Call } from "./wire/call.ts";

/** What a test or a story does to one account. */
export interface AccountActions {
  accountId: string;
  /** Records of calls that have just happened, or will: they show up when their time comes. */
  addRecords: (records: readonly object[]) => void;
  /** As SetAlarmState, at a time of one's choosing. */
  setAlarmState: (change: AlarmStateChange) => void;
  /** Sends a contributor's state change; the alarm itself need not exist. */
  raiseContributorAlarm: (alarm: ContributorAlarm) => void;
  /** Makes the metric alarm if need be and sets its state; from then on only the caller changes it. */
  raiseMetricAlarm: (alarm: MetricAlarm) => void;
  /** The same with a composite alarm. */
  raiseCompositeAlarm: (alarm: CompositeAlarm) => void;
}

export function actionsOf({ accountId, addRecords, cloudWatch }: OneAccount): AccountActions {
  return {
    accountId,
    addRecords: (records) => addRecords(records),
    setAlarmState: cloudWatch.changes.setState,
    raiseContributorAlarm: cloudWatch.scripted.raiseContributor,
    raiseMetricAlarm: cloudWatch.scripted.raiseMetric,
    raiseCompositeAlarm: cloudWatch.scripted.raiseComposite,
  };
}

/** The account whose resources a call is about: a queue's or topic's owner, else the caller's own. */
export function accountFor(
  call: Call,
  accounts: ReadonlyMap<string, OneAccount>,
  identities: Identities,
): string {
  const named = ownerNamed(call);
  return named !== undefined && accounts.has(named) ? named : identities.of(call.accessKeyId).accountId;
}

function ownerNamed({ service, input }: Call): string | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const { QueueUrl, TopicArn, SubscriptionArn } = input as Record<string, unknown>;
  if (service === "sqs") return /\/(\d{12})\/[^/]+$/.exec(String(QueueUrl))?.[1];
  if (service === "sns")
    return /^arn:aws[\w-]*:sns:[\w-]+:(\d{12}):/.exec(String(TopicArn ?? SubscriptionArn))?.[1];
  return undefined;
}

/** The account in an ARN. */
export function ownerOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

export function noTopic(accounts: ReadonlyMap<string, OneAccount>, arn: string): string | undefined {
  return accounts.has(ownerOf(arn)) ? undefined : "The topic does not exist.";
}

/** Each account's share of records, by recipientAccountId; the first account gets what belongs to none. */
export function splitByRecipient(
  records: readonly object[],
  ids: readonly string[],
): (accountId: string) => object[] {
  const [first = ""] = ids;
  const shares = new Map<string, object[]>();
  for (const record of records as readonly { recipientAccountId?: string }[]) {
    const { recipientAccountId = first } = record;
    const owner = ids.includes(recipientAccountId) ? recipientAccountId : first;
    const share = shares.get(owner) ?? [];
    share.push(record);
    shares.set(owner, share);
  }
  return (accountId) => shares.get(accountId) ?? [];
}

/** All that survives a restart; the first account's parts stand under their plain names. */
export function partsOf(clock: Kept, accounts: ReadonlyMap<string, OneAccount>): Record<string, Kept> {
  const named = [...accounts.values()].flatMap(({ accountId, parts }, at) =>
    Object.entries(parts).map(([name, part]) => [at === 0 ? name : `${accountId} ${name}`, part] as const),
  );
  return { clock, ...Object.fromEntries(named) };
}
