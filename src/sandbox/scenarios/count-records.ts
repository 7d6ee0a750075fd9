import type { StepAnswer } from "./scenario-answer.ts";
import type { TrailRecord } from "./trail-record.ts";

type Read = (record: TrailRecord) => unknown;

/** What a step finds, from the very records of the story that it must find. */
export function stepAnswer(
  finds: string,
  records: readonly TrailRecord[],
  columns: { counts?: Record<string, Read>; values?: Record<string, Read> } = {},
): StepAnswer {
  const counts = mapValues(columns.counts, (read) => countBy(records, read));
  const values = mapValues(columns.values, (read) => Object.keys(countBy(records, read)).sort());
  return {
    finds,
    matched: records.length,
    eventIds: records.map((record) => record.eventID),
    ...(counts && { counts }),
    ...(values && { values }),
  };
}

/** How often each value stands there; records without one are left out. */
export function countBy<Item>(items: readonly Item[], read: (item: Item) => unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    const value = read(item);
    if (value !== undefined && value !== null) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  }
  return counts;
}

export const column = {
  ip: (record: TrailRecord) => record.sourceIPAddress,
  eventName: (record: TrailRecord) => record.eventName,
  eventSource: (record: TrailRecord) => record.eventSource,
  errorCode: (record: TrailRecord) => record.errorCode,
  awsRegion: (record: TrailRecord) => record.awsRegion,
  key: (record: TrailRecord) => (record.userIdentity as { accessKeyId?: string }).accessKeyId || undefined,
  request: (name: string) => (record: TrailRecord) =>
    (record.requestParameters as Record<string, unknown> | null)?.[name],
};

function mapValues<From, To>(
  from: Record<string, From> | undefined,
  change: (value: From) => To,
): Record<string, To> | undefined {
  return from && Object.fromEntries(Object.entries(from).map(([name, value]) => [name, change(value)]));
}

/** Each event once: a trail delivers some of them twice. */
export function distinctRecords(records: readonly TrailRecord[]): TrailRecord[] {
  return [...new Map(records.map((record) => [record.eventID, record])).values()];
}

/** Refused for want of rights, in any service's spelling. */
export function isRefused(record: TrailRecord): boolean {
  return /^AccessDenied|UnauthorizedOperation$/.test(String(record.errorCode ?? ""));
}
