import type { Segment } from "./text/text.ts";

/** P1 is the most urgent. */
export const severities = ["P1", "P2", "P3", "P4"] as const;
export type Severity = (typeof severities)[number];

/** `unknown` is an outcome of its own: what was searched does not tell. */
export const findingLevels = ["ok", "note", "unknown", "warning", "critical"] as const;
export type FindingLevel = (typeof findingLevels)[number];

/** What a step concludes from its answer. */
export interface Finding {
  stepId: string;
  level: FindingLevel;
  say: Segment[];
  /** The incident is at least this severe. */
  raise?: Severity;
  /** CloudTrail event ids behind it, when they are known; at most 20. */
  eventIds: string[];
  /** AWS request ids behind it, when they are known; at most 20. */
  requestIds?: string[];
  /** Positions of the rows it speaks of; absent when it speaks of all. */
  rows?: number[];
}

/** The more urgent of the two: findings raise, only people lower. */
export function raiseSeverity(current: Severity, to: Severity | undefined): Severity {
  return to !== undefined && severities.indexOf(to) < severities.indexOf(current) ? to : current;
}

/** The level that deserves the most attention; undefined when there is no finding. */
export function worstLevel(findings: readonly Pick<Finding, "level">[]): FindingLevel | undefined {
  return findings
    .map((finding) => finding.level)
    .reduce<FindingLevel | undefined>(
      (worst, level) =>
        worst === undefined || findingLevels.indexOf(level) > findingLevels.indexOf(worst) ? level : worst,
      undefined,
    );
}
