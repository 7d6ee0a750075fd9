import type { Segment } from "../domain/text.ts";
import { plainText } from "../domain/text.ts";
import type { Stage } from "./runbook-test-stage.ts";
import type { WalkReport } from "./walk-runbook.ts";

/**
 * What a stranger wrote may stand in rows, facts and inserted values; never among an author's words, and in a command
 * only between quotes. What is secret stands nowhere.
 */
export function hostileDifferences(report: WalkReport, { hostile, secrets }: Stage): string[] {
  const whole = JSON.stringify(report);
  const told = secrets.filter((secret) => whole.includes(JSON.stringify(secret).slice(1, -1)));
  const lines = report.steps.flatMap((step) => [
    ...step.findings.map((finding) => ({ id: step.id, segments: finding.say })),
    ...segmentsIn(step.rendered).map((segments) => ({ id: step.id, segments })),
  ]);
  return [
    ...told.map((secret) => `never: ${JSON.stringify(secret)} is in the report.`),
    ...lines.flatMap(({ id, segments }) => {
      const author = segments.map((part) => ("author" in part ? part.author : "")).join("\n");
      const acting = hostile.find((text) => author.includes(text));
      return acting === undefined
        ? []
        : [`step ${id}: ${JSON.stringify(acting)} became the author's words: ${plainText(segments)}`];
    }),
  ];
}

/** Every list of segments in what is shown. */
function segmentsIn(value: unknown): Segment[][] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value) && value.length > 0 && value.every(isSegment)) return [value];
  return Object.values(value).flatMap(segmentsIn);
}

const isSegment = (value: unknown): value is Segment =>
  typeof value === "object" && value !== null && ("author" in value || "inserted" in value);
