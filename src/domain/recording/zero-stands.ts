import type { FindingLevel } from "../finding.ts";
import { failedLegs } from "../query/completeness.ts";
import type { Completeness } from "../query/query.ts";

/** Whether nothing found means that nothing happened: such events are recorded here, and all of them were read. */
export const zeroStands = ({ recorded, settled, truncated, legs }: Completeness): boolean =>
  recorded?.state === "recorded" && settled && truncated === undefined && failedLegs(legs).length === 0;

/** What a rule may say at most when nothing was found: reassurance needs a zero that stands, alarm does not. */
export function levelAtZero(level: FindingLevel, completeness: Completeness): FindingLevel {
  const { recorded } = completeness;
  const doubtful = recorded !== undefined && recorded.state !== "recorded";
  if (level === "ok") return zeroStands(completeness) ? "ok" : "unknown";
  return level === "note" && doubtful ? "unknown" : level;
}
