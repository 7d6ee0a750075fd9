import type { Alarm } from "../alarm/alarm.ts";
import { type Route, routeFor } from "../alarm/route.ts";
import { globMatches } from "../text/glob.ts";
import type { AlarmSelector } from "./front-matter.ts";
import type { Runbook } from "./schema.ts";

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
  configured: readonly Route[] = [],
): RunbookMatch[] {
  const route = routeFor(alarm, configured);
  const runbook = route && runbooks.find((each) => each.id === route.runbook);
  const routed = route && runbook ? [{ runbook, why: routeReason(route) }] : [];
  const matched = runbooks
    .flatMap((runbook) =>
      runbook.alarms.map((selector) => ({ runbook, match: selectorReason(selector, alarm) })),
    )
    .flatMap(({ runbook, match }) => (match ? [{ runbook, ...match }] : []))
    .sort((a, b) => a.rank - b.rank || b.weight - a.weight);
  return firstOfEach([...routed, ...matched.map(({ runbook, why }) => ({ runbook, why }))]);
}

function routeReason({ match }: Route): string {
  const { tags = {}, ...others } = match;
  const parts = [
    ...Object.entries(others).map(([what, pattern]) => `${what} ${pattern}`),
    ...Object.entries(tags).map(([key, pattern]) => `tag ${key}=${pattern}`),
  ];
  return parts.length > 0
    ? `the settings send alarms with ${parts.join(" and ")} here`
    : "the settings send all alarms here";
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
    const carried = pairs.every(
      ([name, value]) => Object.hasOwn(alarm.tags, name) && alarm.tags[name] === value,
    );
    return carried && pairs.length > 0
      ? `the alarm is tagged ${pairs.map(([name, value]) => `${name}=${value}`).join(", ")}`
      : undefined;
  },
  name: ({ name = "" }, alarm) => (fits(name, alarm.name) ? `the alarm's name fits ${name}` : undefined),
  contributor: ({ contributor = "" }, alarm) =>
    alarm.contributor && Object.hasOwn(alarm.contributor.attributes, contributor)
      ? `the alarm names a ${contributor}`
      : undefined,
  metric: ({ metric = "" }, alarm) =>
    alarm.metrics.some((each) => fits(metric, each.name)) ? `its metric fits ${metric}` : undefined,
  namespace: ({ namespace = "" }, alarm) =>
    alarm.metrics.some((each) => fits(namespace, each.namespace))
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

/** Names are written by people: case does not count. */
const fits = (pattern: string, text: string | undefined): boolean =>
  text !== undefined && globMatches(pattern.toLowerCase(), text.toLowerCase());
