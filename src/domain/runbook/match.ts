import type { Alarm } from "../alarm/alarm.ts";
import type { AlarmSelector, Runbook } from "./schema.ts";

/** A rule of the settings: which alarms get which runbook. Patterns are globs with `*`. */
export interface RunbookRoute {
  match: { name?: string; arn?: string; account?: string; region?: string; namespace?: string };
  runbook?: string;
}

export interface RunbookMatch {
  runbook: Runbook;
  /** Completes "Chosen because …". */
  why: string;
}

/** The order in which a reason counts: what somebody decided first, what merely fits last. */
const reasons = ["tag", "name", "contributor", "metric", "namespace", "dimension"] as const;

/** Runbooks for an alarm, the best first, each with the reason. Empty when none fits: then offer the list. */
export function runbooksFor(
  alarm: Alarm,
  runbooks: readonly Runbook[],
  configured: readonly RunbookRoute[] = [],
): RunbookMatch[] {
  const routed = configured.flatMap((route) => {
    const runbook = runbooks.find((each) => each.id === route.runbook);
    const parts = runbook ? routeReason(route, alarm) : undefined;
    return runbook && parts ? [{ runbook, why: `the settings send alarms with ${parts} here` }] : [];
  });
  const matched = runbooks
    .flatMap((runbook) =>
      runbook.alarms.map((selector) => ({ runbook, match: selectorReason(selector, alarm) })),
    )
    .flatMap(({ runbook, match }) => (match ? [{ runbook, ...match }] : []))
    .sort((a, b) => a.rank - b.rank || b.weight - a.weight);
  return firstOfEach([...routed, ...matched.map(({ runbook, why }) => ({ runbook, why }))]);
}

function routeReason({ match }: RunbookRoute, alarm: Alarm): string | undefined {
  const namespaces = alarm.metrics.flatMap((metric) => metric.namespace ?? []);
  const tests: [string, string | undefined, readonly string[]][] = [
    ["the name", match.name, [alarm.name]],
    ["the ARN", match.arn, [alarm.arn]],
    ["the account", match.account, [alarm.account]],
    ["the Region", match.region, [alarm.region]],
    ["the namespace", match.namespace, namespaces],
  ];
  const asked = tests.filter(([, pattern]) => pattern !== undefined);
  const fits = asked.every(([, pattern = "", values]) => values.some((value) => globMatches(pattern, value)));
  return fits && asked.length > 0
    ? asked.map(([what, pattern]) => `${what} ${pattern}`).join(" and ")
    : undefined;
}

interface Match {
  rank: number;
  /** Conditions met: of two runbooks with the same kind of reason, the more particular one comes first. */
  weight: number;
  why: string;
}

/** Every condition of a selector must hold; its strongest one gives the rank. */
function selectorReason(selector: AlarmSelector, alarm: Alarm): Match | undefined {
  const met: { rank: number; why: string }[] = [];
  for (const [rank, reason] of reasons.entries()) {
    if (selector[reason] === undefined) continue;
    const why = conditions[reason](selector, alarm);
    if (why === undefined) return undefined;
    met.push({ rank, why });
  }
  const [strongest] = met;
  return (
    strongest && { rank: strongest.rank, weight: met.length, why: met.map((each) => each.why).join(" and ") }
  );
}

type Conditions = Record<
  (typeof reasons)[number],
  (selector: AlarmSelector, alarm: Alarm) => string | undefined
>;

const conditions: Conditions = {
  tag: ({ tag = {} }, alarm) => {
    const pairs = Object.entries(tag);
    const fits = pairs.every(
      ([name, value]) => Object.hasOwn(alarm.tags, name) && alarm.tags[name] === value,
    );
    return fits && pairs.length > 0
      ? `the alarm is tagged ${pairs.map(([name, value]) => `${name}=${value}`).join(", ")}`
      : undefined;
  },
  name: ({ name = "" }, alarm) =>
    globMatches(name, alarm.name) ? `the alarm's name fits ${name}` : undefined,
  contributor: ({ contributor = "" }, alarm) =>
    alarm.contributor && Object.hasOwn(alarm.contributor.attributes, contributor)
      ? `the alarm names a ${contributor}`
      : undefined,
  metric: ({ metric = "" }, alarm) =>
    alarm.metrics.some((each) => globMatches(metric, each.name ?? ""))
      ? `its metric fits ${metric}`
      : undefined,
  namespace: ({ namespace = "" }, alarm) =>
    alarm.metrics.some((each) => globMatches(namespace, each.namespace ?? ""))
      ? `its metric is in ${namespace}`
      : undefined,
  dimension: ({ dimension = "" }, alarm) =>
    Object.hasOwn(alarm.dimensions, dimension) ? `the alarm is about a ${dimension}` : undefined,
};

function firstOfEach(matches: readonly RunbookMatch[]): RunbookMatch[] {
  return matches.filter(
    (match, index) => matches.findIndex((each) => each.runbook.id === match.runbook.id) === index,
  );
}

/** `*` stands for any text; case does not count. Linear in the text, whatever the pattern. */
export function globMatches(pattern: string, text: string): boolean {
  const [start = "", ...rest] = pattern.toLowerCase().split("*");
  const value = text.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return value === start;
  if (!value.startsWith(start)) return false;
  let at = start.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}
