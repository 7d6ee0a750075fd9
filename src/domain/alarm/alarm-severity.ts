import type { Severity } from "../finding.ts";
import type { Route } from "./route.ts";
import { tagSeverity } from "./tag-severity.ts";

/** How bad an alarm is at first, and what says so: its tags, then its route, then its runbook, then the settings. */
export function alarmSeverity(
  tags: Readonly<Record<string, string>>,
  {
    route,
    runbook,
    otherwise,
  }: {
    route: Pick<Route, "severity"> | undefined;
    runbook: { id: string; severity: Severity } | undefined;
    otherwise: Severity;
  },
): { severity: Severity; from: string } {
  const tagged = tagSeverity(tags);
  if (tagged) return { severity: tagged.severity, from: `the tag ${tagged.tag}` };
  if (route?.severity) return { severity: route.severity, from: "the route" };
  if (runbook) return { severity: runbook.severity, from: `the runbook ${runbook.id}` };
  return { severity: otherwise, from: "the default of the settings" };
}
