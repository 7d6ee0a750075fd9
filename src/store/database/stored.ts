import { createHash } from "node:crypto";
import type { Alarm } from "../../domain/alarm/alarm.ts";
import type {
  Completeness,
  Condition,
  Literal,
  Query,
  QueryProgress,
  Window,
} from "../../domain/query/query.ts";

/** A value as its JSON comes back: a time is text. A Date that a reviver forgets does not compile. */
export type Stored<T> = T extends Date
  ? string
  : T extends readonly (infer E)[]
    ? Stored<E>[]
    : T extends object
      ? { [K in keyof T]: Stored<T[K]> }
      : T;

/** PostgreSQL takes no NUL in text. */
export const storable = (text: string): string => text.replaceAll("\0", "\uFFFD");

export const optionalText = (text: string | null | undefined): string | null =>
  text === null || text === undefined ? null : storable(text);

/** For a json column; `null` stays SQL's NULL. */
export const document = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

export const fingerprint = (text: string): string => createHash("sha256").update(text).digest("hex");

export const reviveWindow = (stored: Stored<Window>): Window => ({
  ...stored,
  from: new Date(stored.from),
  to: new Date(stored.to),
});

export const reviveAlarm = (stored: Stored<Alarm>): Alarm => ({ ...stored, at: new Date(stored.at) });

export const reviveQuery = ({ split, each, ...stored }: Stored<Query>): Query => ({
  ...stored,
  where: reviveCondition(stored.where),
  ...(split && { split: { ...split, where: reviveCondition(split.where) } }),
  ...(each && {
    each: each.map((one) => ({
      element: one.element,
      where: reviveCondition(one.where),
      ...(one.split && { split: reviveCondition(one.split) }),
    })),
  }),
});

function reviveCondition(stored: Stored<Condition>): Condition {
  if ("all" in stored) return { all: stored.all.map(reviveCondition) };
  if ("any" in stored) return { any: stored.any.map(reviveCondition) };
  if ("none" in stored) return { none: stored.none.map(reviveCondition) };
  const { path, test } = stored;
  switch (test.op) {
    case "equals":
    case "not":
    case "contains":
      return { path, test: { op: test.op, values: test.values.map(reviveLiteral) } };
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return { path, test: { op: test.op, value: reviveLiteral(test.value) } };
    default:
      return { path, test };
  }
}

const reviveLiteral = (stored: Stored<Literal>): Literal =>
  stored.type === "time" ? { ...stored, at: new Date(stored.at) } : stored;

export const reviveProgress = ({
  newestEvent,
  oldestEvent,
  ...rest
}: Stored<QueryProgress>): QueryProgress => ({
  ...rest,
  ...(newestEvent === undefined ? {} : { newestEvent: new Date(newestEvent) }),
  ...(oldestEvent === undefined ? {} : { oldestEvent: new Date(oldestEvent) }),
});

export const reviveCompleteness = ({ newestEvent, ...rest }: Stored<Completeness>): Completeness => ({
  ...rest,
  window: reviveWindow(rest.window),
  settlesAt: new Date(rest.settlesAt),
  ...(newestEvent === undefined ? {} : { newestEvent: new Date(newestEvent) }),
});
