import type { Window } from "../query/query.ts";
import { visible } from "../text/visible.ts";
import type { Recorded } from "./recorded.ts";
import { isUnknown, type LogGroupFacts, type Unknown } from "./recording-facts.ts";
import { keepLonger } from "./recording-fix.ts";

const dayMs = 86_400_000;

/**
 * Whether a log group can hold what was written in the window: it is there, it keeps so long, something was written.
 * `recorded` says no more than that: who writes to it decides about the rest.
 */
export function judgeLogGroup(facts: LogGroupFacts | Unknown, window: Window, now: Date): Recorded {
  if (isUnknown(facts)) return cannotTell(facts);
  const name = `${visible(facts.name, 120)} in ${facts.region}`;
  const { group, lastEvent } = facts;
  if (!group) return { state: "not-recorded", reasons: [`There is no log group ${name}.`], fix: [] };
  if (lastEvent && isUnknown(lastEvent)) return cannotTell(lastEvent);
  const kept = group.retentionDays && new Date(now.getTime() - group.retentionDays * dayMs);
  if (kept && kept > window.from)
    return {
      state: kept > window.to ? "not-recorded" : "partly",
      reasons: [
        `The log group ${name} keeps ${group.retentionDays} days: nothing before ${stamp(kept)} is left.`,
      ],
      fix: [keepLonger(facts)],
    };
  if (group.createdAt && group.createdAt > window.to)
    return {
      state: "not-recorded",
      reasons: [`The log group ${name} was made at ${stamp(group.createdAt)}, after what was asked about.`],
      fix: [],
    };
  if (!lastEvent)
    return {
      state: "not-recorded",
      reasons: [`Nothing was ever written to the log group ${name}.`],
      fix: [],
    };
  if (lastEvent < window.from)
    return {
      state: "not-recorded",
      reasons: [`Nothing was written to the log group ${name} since ${stamp(lastEvent)}.`],
      fix: [],
    };
  return {
    state: "recorded",
    reasons: [`the log group ${name} is alive, written last at ${stamp(lastEvent)}.`],
    fix: [],
  };
}

export const cannotTell = ({ unknown, fix }: Unknown): Recorded => ({
  state: "cannot-tell",
  reasons: [unknown],
  fix: fix === undefined ? [] : [{ say: "Allow Cairn's role to look", command: fix }],
});

const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
