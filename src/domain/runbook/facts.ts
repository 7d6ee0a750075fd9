import type { Alarm } from "../alarm/alarm.ts";
import type { Cell, Window } from "../query/query.ts";

export type FactValue = Cell | Date | Window | string[];

/** A named value and where it comes from: `alarm`, `input`, `default`, `setting`, `step:who`. */
export interface Fact {
  value: FactValue;
  from: string;
}

/** By full dotted name: `alarm.contributor.userIdentity.accessKeyId` is one key. Never changed in place. */
export type Facts = Record<string, Fact>;

export const isWindow = (value: FactValue | undefined): value is Window =>
  typeof value === "object" && value !== null && "from" in value && "to" in value;

/** The value of a fact, or `.from` and `.to` of a window; undefined when it is not known. */
export function factValue(facts: Facts, path: string): Exclude<FactValue, null> | undefined {
  if (Object.hasOwn(facts, path)) return facts[path]?.value ?? undefined;
  const [, name, end] = /^(.+)\.(from|to)$/.exec(path) ?? [];
  if (name === undefined || !Object.hasOwn(facts, name)) return undefined;
  const window = facts[name]?.value;
  return isWindow(window) ? window[end as "from" | "to"] : undefined;
}

/** All that an alarm tells, named as runbooks refer to it. */
export function factsFromAlarm(alarm: Alarm): Facts {
  const metric = alarm.metrics.find((each) => each.namespace !== undefined);
  const known: Record<string, Cell | Date | undefined> = {
    "alarm.name": alarm.name,
    "alarm.arn": alarm.arn,
    "alarm.account": alarm.account,
    "alarm.region": alarm.region,
    "alarm.kind": alarm.kind,
    "alarm.state": alarm.state,
    "alarm.reason": alarm.reason,
    "alarm.at": alarm.at,
    "alarm.namespace": metric?.namespace,
    "alarm.metric": metric?.name,
    "alarm.periodSeconds": alarm.periodSeconds,
    "alarm.evaluationPeriods": alarm.evaluationPeriods,
    ...prefixed("alarm.dimensions", alarm.dimensions),
    ...prefixed("alarm.contributor", alarm.contributor?.attributes ?? {}),
    ...prefixed("alarm.tags", alarm.tags),
  };
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) =>
      value === undefined || value === "" ? [] : [[name, { value, from: "alarm" }]],
    ),
  );
}

/** Facts about the incident and from the settings that every runbook may use. */
export function factsFromIncident(
  incident: { start: Date; id?: string },
  lists: Readonly<Record<string, readonly string[]>> = {},
): Facts {
  const facts: Facts = { "incident.start": { value: incident.start, from: "incident" } };
  if (incident.id !== undefined) facts["incident.id"] = { value: incident.id, from: "incident" };
  for (const [name, values] of Object.entries(lists))
    facts[`lists.${name}`] = { value: [...values], from: "setting" };
  return facts;
}

const fixedPaths = new Set([
  ...["name", "arn", "account", "region", "kind", "state", "reason", "at", "namespace", "metric"].map(
    (each) => `alarm.${each}`,
  ),
  ...["alarm.periodSeconds", "alarm.evaluationPeriods", "incident.start", "incident.id"],
]);

/** Could an alarm, the incident or the settings bring this fact? */
export const isOutsideFact = (path: string): boolean =>
  fixedPaths.has(path) || /^(?:alarm\.(?:dimensions|contributor|tags)|lists)\../.test(path);

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}
