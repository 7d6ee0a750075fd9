import type { Runbook } from "../../domain/runbook/schema.ts";
import { plainText, type Segment } from "../../domain/text/text.ts";
import { stepView } from "../../slack/views/step.ts";
import { shownStep } from "./runbook-shown-step.ts";
import type { Stage } from "./runbook-test-stage.ts";
import type { WalkReport } from "./walk-runbook.ts";

/**
 * What a stranger wrote may stand in rows, facts and inserted values; never among an author's words, nor in a part of
 * a message in which characters act. What is secret stands nowhere.
 */
export function hostileDifferences(
  runbook: Runbook,
  report: WalkReport,
  { hostile, secrets }: Stage,
): string[] {
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
      const taken = hostile.find((text) => author.includes(text));
      return taken === undefined
        ? []
        : [`step ${id}: ${JSON.stringify(taken)} became the author's words: ${plainText(segments)}`];
    }),
    ...hostile.flatMap((text) =>
      runbook.steps
        .filter((step) => acts(stepView(shownStep(runbook, step, text)).blocks, text))
        .map((step) => `step ${step.id}: ${JSON.stringify(text)} could act in its message.`),
    ),
  ];
}

const acting = new Set(["broadcast", "usergroup", "channel", "emoji", "color"]);

/** In mrkdwn every character may mean something; a mention or link must not come from a value. */
function acts(part: unknown, text: string): boolean {
  if (Array.isArray(part)) return part.some((each) => acts(each, text));
  if (typeof part !== "object" || part === null) return false;
  const { type, text: words, url } = part as Record<string, unknown>;
  if (acting.has(String(type))) return true;
  if (type === "mrkdwn" && String(words).includes(text)) return true;
  if (type === "link" && (String(url).includes(text) || text.includes(String(url)))) return true;
  return Object.values(part).some((inner) => acts(inner, text));
}

/** Every list of segments in what is shown. */
function segmentsIn(value: unknown): Segment[][] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value) && value.length > 0 && value.every(isSegment)) return [value];
  return Object.values(value).flatMap(segmentsIn);
}

const isSegment = (value: unknown): value is Segment =>
  typeof value === "object" && value !== null && ("author" in value || "inserted" in value);
