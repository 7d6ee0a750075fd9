import type { Alarm } from "./alarm/alarm.ts";
import type { Severity } from "./finding.ts";
import { globMatches } from "./glob.ts";
import type { GroupBy } from "./grouping.ts";

/** Where alarms of a kind go. What it does not say comes from the defaults. */
export interface Route {
  /** Globs with `*`; every one given must match. */
  match: { name?: string; account?: string; region?: string; namespace?: string };
  /** Slack channel id. */
  channel?: string;
  runbook?: string;
  severity?: Severity;
  groupBy?: readonly GroupBy[];
}

/** The first route that matches. */
export function routeFor(alarm: Alarm, routes: readonly Route[]): Route | undefined {
  return routes.find(({ match }) => {
    const namespaces = alarm.metrics.flatMap((metric) => metric.namespace ?? []);
    return (
      (match.name === undefined || globMatches(match.name, alarm.name)) &&
      (match.account === undefined || globMatches(match.account, alarm.account)) &&
      (match.region === undefined || globMatches(match.region, alarm.region)) &&
      (match.namespace === undefined || namespaces.some((name) => globMatches(match.namespace ?? "", name)))
    );
  });
}
