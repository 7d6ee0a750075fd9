import { type AlarmSubject, isOn } from "../alarm/alarm-subject.ts";
import { withoutVersion } from "../query/field-names.ts";
import { type FirstSeen, newIn } from "../query/first-seen.ts";
import type { Query, Row } from "../query/query.ts";
import { type CallerKind, callerOf } from "./changing-caller.ts";
import type { Run } from "./run.ts";

export const whatChangedTitle = "What changed before this?";

/** The run of the card that an incident's thread begins with, or of another that was asked for. */
export const isWhatChanged = ({ stepId, title }: Pick<Run, "stepId" | "title">): boolean =>
  stepId === null && title === whatChangedTitle;

/** Write calls by which machines report for duty, all day: they change nothing, and would crowd out what does. */
export const routineCalls = [
  "CreateLogStream",
  "UpdateInstanceInformation",
  "UpdateInstanceAssociationStatus",
  "PutInventory",
  "PutComplianceItems",
];

/** All other write calls, one row for each caller, call, thing and outcome. */
export const changesQuery: Query = {
  from: "cloudtrail",
  where: {
    all: [
      { path: "readOnly", test: { op: "equals", values: [{ type: "boolean", boolean: false }] } },
      {
        path: "eventName",
        test: {
          op: "not",
          values: routineCalls.map((text) => ({ type: "text", text, openStart: false, openEnd: false })),
        },
      },
    ],
  },
  by: [
    "principal",
    "person",
    "userIdentity.type",
    "userIdentity.invokedBy",
    "eventSource",
    "eventName",
    "resource",
    "errorCode",
  ],
  measure: [],
  order: { column: "last", descending: true },
  limit: 300,
  services: "show",
};

/** How near to the alarm something happened, the nearest first. */
export const nearnesses = ["resource", "service", "account"] as const;
export type Nearness = (typeof nearnesses)[number];

/** What one caller did; pipelines and AWS services are one caller each, however many sessions they had. */
export interface ChangingCaller {
  kind: CallerKind;
  name: string;
  /** The nearest of its calls that worked; of all when none did. */
  nearness: Nearness;
  calls: number;
  /** Of these, refused or failed: they changed nothing. */
  failed: number;
  /** The newest of these, ISO 8601 UTC. */
  last: string;
  /** The calls that tell most: nearest first, then newest. */
  shown: Change[];
  /** Kinds of call beside those shown. */
  more: number;
}

export interface Change {
  call: string;
  service: string;
  resource?: string;
  count: number;
  nearness: Nearness;
  /** Absent when it worked. */
  error?: string;
  /** Its caller had not made such a call in the baseline before. */
  isNew: boolean;
}

const changesShown = 3;

/** Rows of `changesQuery`, by who made them: who touched the alarm's own resource first, then the newest. */
export function groupChanges(
  rows: readonly Row[],
  subject: AlarmSubject,
  pipelines: readonly string[],
  firstSeen?: FirstSeen,
): ChangingCaller[] {
  const byCaller = new Map<string, { kind: CallerKind; name: string; rows: Row[] }>();
  for (const row of rows) {
    const { kind, name, key } = callerOf(row, pipelines);
    const known = byCaller.get(key) ?? { kind, name, rows: [] };
    known.rows.push(row);
    byCaller.set(key, known);
  }
  return [...byCaller.values()]
    .map((caller) => callerFrom(caller, subject, firstSeen))
    .sort(nearestThenNewest);
}

function callerFrom(
  { kind, name, rows }: { kind: CallerKind; name: string; rows: readonly Row[] },
  subject: AlarmSubject,
  firstSeen: FirstSeen | undefined,
): ChangingCaller {
  const dated = rows.map((row) => ({
    ...changeFrom(row, subject),
    isNew: newIn(firstSeen, row).includes("eventName"),
    last: text(row.last),
  }));
  const sorted = dated.sort(
    (a, b) => Number(a.error !== undefined) - Number(b.error !== undefined) || nearestThenNewest(a, b),
  );
  const count = (some: readonly Change[]) => some.reduce((sum, each) => sum + each.count, 0);
  return {
    kind,
    name,
    nearness: sorted[0]?.nearness ?? "account",
    calls: count(sorted),
    failed: count(sorted.filter(({ error }) => error !== undefined)),
    last: sorted.map(({ last }) => last).reduce((a, b) => (a > b ? a : b), ""),
    shown: sorted.slice(0, changesShown).map(({ last: _, ...change }) => change),
    more: Math.max(0, sorted.length - changesShown),
  };
}

function changeFrom(row: Row, subject: AlarmSubject): Omit<Change, "isNew"> {
  const source = text(row.eventSource);
  const resource = text(row.resource);
  const error = text(row.errorCode);
  const own = isOn(subject, resource, source);
  const service = subject.sources.includes(source);
  return {
    call: withoutVersion(text(row.eventName)),
    service: source.replace(/\.amazonaws\.com$/, ""),
    ...(resource !== "" && { resource }),
    count: typeof row.count === "number" ? row.count : 1,
    nearness: own ? "resource" : service ? "service" : "account",
    ...(error !== "" && { error }),
  };
}

function nearestThenNewest(
  a: { nearness: Nearness; last: string },
  b: { nearness: Nearness; last: string },
): number {
  const apart = nearnesses.indexOf(a.nearness) - nearnesses.indexOf(b.nearness);
  return apart || (a.last < b.last ? 1 : a.last > b.last ? -1 : 0);
}

const text = (cell: Row[string] | undefined): string => (typeof cell === "string" ? cell : "");
