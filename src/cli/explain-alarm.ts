import type { FileSettings } from "../config.ts";
import type { Alarm } from "../domain/alarm/alarm.ts";
import { alarmSeverity } from "../domain/alarm/alarm-severity.ts";
import { routeFor, unmetConditions } from "../domain/alarm/route.ts";
import { climb } from "../domain/escalation/climb.ts";
import { beginClimb, isUrgentEnough } from "../domain/escalation/escalation.ts";
import { type Ladder, ladderFor } from "../domain/escalation/ladder.ts";
import type { Severity } from "../domain/finding.ts";
import { groupKey } from "../domain/incident/grouping.ts";
import { factsFromAlarm, factsFromIncident } from "../domain/runbook/facts.ts";
import { resolveInputs } from "../domain/runbook/inputs.ts";
import { runbooksFor } from "../domain/runbook/match.ts";
import type { Runbook } from "../domain/runbook/schema.ts";

/** What an alarm would get, and why; this is what `--json` prints. */
export interface Explained {
  alarm: {
    name: string;
    arn: string;
    account: string;
    region: string;
    state: string;
    tags: Record<string, string>;
  };
  /** Position of the route that counts; null when none matches. */
  route: number | null;
  /** Why each route before it does not count. */
  passed: { route: number; why: string[] }[];
  /** Null when no incident would be opened; then why. */
  opens: boolean;
  whyNot?: string;
  channel: { id: string; from: string };
  severity: { severity: Severity; from: string };
  group: { by: readonly string[]; key: string };
  runbook: { id: string; title: string; why: string; asks: string[] } | null;
  ladder: {
    name: string;
    from: Severity;
    starts: boolean;
    /** As if nobody answered. */
    calls: { at: string; after: string; notify: readonly string[]; rung: number }[];
    outsideHours: number[];
  } | null;
}

/** Goes the way of triage, on paper. */
export function explainAlarm(
  alarm: Alarm,
  { settings, runbooks, now }: { settings: FileSettings; runbooks: readonly Runbook[]; now: Date },
): Explained {
  const { routes, slack, grouping } = settings;
  const route = routeFor(alarm, routes);
  const position = route ? routes.indexOf(route) : -1;
  const [match] = runbooksFor(alarm, runbooks, routes);
  const severity = alarmSeverity(alarm.tags, {
    route,
    runbook: match?.runbook,
    otherwise: settings.severity,
  });
  const by = route?.groupBy ?? grouping.by;
  const ladder = ladderFor(route, settings);
  const whyNot = reasonAgainst(alarm);
  return {
    alarm: {
      ...{ name: alarm.name, arn: alarm.arn, account: alarm.account, region: alarm.region },
      ...{ state: alarm.state, tags: alarm.tags },
    },
    route: position === -1 ? null : position,
    passed: routes
      .slice(0, position === -1 ? undefined : position)
      .map((each, index) => ({ route: index, why: unmetConditions(each, alarm) })),
    opens: whyNot === undefined,
    ...(whyNot === undefined ? {} : { whyNot }),
    channel: route?.channel
      ? { id: route.channel, from: "the route" }
      : { id: slack.channel, from: "slack.channel" },
    severity,
    group: { by, key: groupKey(alarm, by) },
    runbook: match
      ? {
          ...{ id: match.runbook.id, title: match.runbook.title, why: match.why },
          asks: asksOf(match.runbook, alarm, settings, now),
        }
      : null,
    ladder: ladder
      ? {
          ...{ name: ladder.name, from: ladder.from },
          starts: isUrgentEnough(severity.severity, ladder.from),
          ...callsOf(ladder, now),
        }
      : null,
  };
}

function reasonAgainst(alarm: Alarm): string | undefined {
  if (alarm.state !== "ALARM") return `its state is ${alarm.state}: it only updates an incident that is open`;
  if (alarm.muted) return "a mute rule of CloudWatch holds its actions back";
  return alarm.suppressed ? "its suppressor holds its actions back" : undefined;
}

/** What a responder would be asked for before the runbook begins. */
function asksOf(runbook: Runbook, alarm: Alarm, { lists }: FileSettings, now: Date): string[] {
  const facts = { ...factsFromIncident({ start: alarm.at, id: "INC-1" }, lists), ...factsFromAlarm(alarm) };
  return resolveInputs(runbook, { facts, now }).missing.map(({ ask }) => ask);
}

/** The whole ladder, if the alarm went off now and nobody answered. */
function callsOf(
  ladder: Ladder & { name: string },
  now: Date,
): Pick<NonNullable<Explained["ladder"]>, "calls" | "outsideHours"> {
  const calls: { at: string; after: string; notify: readonly string[]; rung: number }[] = [];
  const outsideHours: number[] = [];
  let stands = beginClimb(ladder, { incidentId: "", now, before: undefined });
  // A rung that waits takes two steps.
  for (let step = 0; step < 2 * ladder.rungs.length && stands.dueAt !== null; step++) {
    const { dueAt, next } = stands;
    const due = climb(stands, dueAt);
    outsideHours.push(...due.passed.map((_, index) => next + index + 1));
    if (due.outcome === "call")
      calls.push({
        ...{ at: dueAt.toISOString(), notify: due.rung.notify, rung: due.position + 1 },
        after: inWords(dueAt.getTime() - now.getTime()),
      });
    stands = due.becomes;
  }
  return { calls, outsideHours };
}

/** `5 min`, `12 h 12 min` */
function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60 === 0 && hours > 0 ? "" : `${minutes % 60} min`;
  return `${hours > 0 ? `${hours} h ` : ""}${rest}`.trim();
}
