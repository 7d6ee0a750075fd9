import type { Severity } from "../finding.ts";
import type { GroupBy } from "../incident/grouping.ts";
import type { Resolve } from "../incident/quiet.ts";
import { globMatches } from "../text/glob.ts";
import type { Alarm } from "./alarm.ts";

/** Globs with `*`; every one given must match. */
export interface RouteMatch {
  name?: string;
  account?: string;
  region?: string;
  /** Of one of the alarm's metrics. */
  namespace?: string;
  /** By key; an alarm whose tags are not known (yet) has none. */
  tags?: Readonly<Record<string, string>>;
}

/** Where alarms of a kind go. What it does not say comes from the defaults. */
export interface Route {
  match: RouteMatch;
  /** Slack channel id. */
  channel?: string;
  runbook?: string;
  /** Name of a ladder in the settings. */
  ladder?: string;
  severity?: Severity;
  groupBy?: readonly GroupBy[];
  /** When its incidents are over by themselves. */
  resolve?: Partial<Resolve>;
}

export type RoutedAlarm = Pick<Alarm, "name" | "account" | "region" | "metrics" | "tags">;

/** The first route that matches. */
export const routeFor = <R extends Route>(alarm: RoutedAlarm, routes: readonly R[]): R | undefined =>
  routes.find((route) => unmetConditions(route, alarm).length === 0);

/** The conditions that an alarm does not meet, each as it is and as it should be; none when the route matches. */
export function unmetConditions({ match }: Pick<Route, "match">, alarm: RoutedAlarm): string[] {
  const namespaces = alarm.metrics.flatMap((metric) => metric.namespace ?? []);
  const conditions: [what: string, pattern: string | undefined, found: readonly string[]][] = [
    ["name", match.name, [alarm.name]],
    ["account", match.account, [alarm.account]],
    ["region", match.region, [alarm.region]],
    ["namespace", match.namespace, [...new Set(namespaces)]],
    ...Object.entries(match.tags ?? {}).map(([key, pattern]): [string, string, string[]] => [
      `tag ${key}`,
      pattern,
      Object.hasOwn(alarm.tags, key) ? [alarm.tags[key] ?? ""] : [],
    ]),
  ];
  return conditions.flatMap(([what, pattern, found]) => {
    if (pattern === undefined || found.some((text) => globMatches(pattern, text))) return [];
    return [found.length === 0 ? `it has no ${what}` : `its ${what} is ${found.join(", ")}, not ${pattern}`];
  });
}

/** Does every alarm that the later one matches go to the earlier one? */
export function covers(earlier: RouteMatch, later: RouteMatch): boolean {
  // Of these each alarm has one, so a pattern of stars alone is no condition.
  const always = (["name", "account", "region"] as const).every(
    (key) => /^\*+$/.test(earlier[key] ?? "*") || within(earlier[key], later[key]),
  );
  const tags = Object.entries(earlier.tags ?? {}).every(([key, pattern]) =>
    within(pattern, later.tags?.[key]),
  );
  return always && within(earlier.namespace, later.namespace) && tags;
}

/** A star of the narrower pattern can only be taken in by a star of the wider one, so it is read as a letter. */
function within(wider: string | undefined, narrower: string | undefined): boolean {
  if (wider === undefined) return true;
  return narrower !== undefined && globMatches(wider, narrower);
}
