import { describeCompleteness } from "../../domain/query/completeness.ts";
import type { Facts } from "../../domain/runbook/facts.ts";
import type { CopyCommand, RenderedStep, ShownBlock } from "../../domain/runbook/render-step.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import { textOf } from "../../domain/runbook/template.ts";
import { shortenKeys } from "../../domain/text/redact.ts";
import type { Segment } from "../../domain/text/text.ts";
import { spellOut, visible } from "../../domain/text/visible.ts";
import { renderTable } from "../table.ts";
import type { WalkedStep, WalkReport } from "./walk-runbook.ts";

const longestValue = 500;

/** A walk for people. Values from outside reach the terminal as plain characters only. */
export function walkText(runbook: Runbook, report: WalkReport, inputs: Facts): string {
  const findings = report.steps.flatMap((step) => step.findings);
  const lines = [
    `${runbook.title} (${runbook.id}, ${runbook.hash.slice(0, 12)})`,
    ...Object.entries(inputs).map(
      ([name, { value, from }]) => `${name}: ${value === null ? "–" : plain(textOf(value))} (${from})`,
    ),
    "",
    ...report.steps.flatMap((step, index) => [...stepLines(step, index + 1), ""]),
    `Way: ${report.steps.map((step) => step.id + (step.said ? ` (${step.said})` : "")).join(" → ")}`,
    `Outcome: ${outcomeOf(report)}`,
    `Severity: ${report.severity}${report.severity === runbook.severity ? "" : `, raised from ${runbook.severity}`}`,
    `Findings: ${findings.length === 0 ? "none" : findings.map((finding) => finding.level).join(", ")}`,
  ];
  return `${lines.join("\n")}\n`;
}

function outcomeOf({ outcome, steps }: WalkReport): string {
  if (outcome === undefined) return "none, the runbook ended without a finish";
  const assumed = steps.filter(
    (step) => step.kind !== "query" && step.kind !== "repeat" && step.remark !== undefined,
  );
  if (assumed.length === 0) return outcome;
  return `${outcome}, had people answered and done as said above (${assumed.map((step) => step.id).join(", ")}); nothing was done`;
}

function stepLines(step: WalkedStep, number: number): string[] {
  const { rendered, answer } = step;
  const indented = [
    ...(rendered && rendered.kind !== "query" && rendered.kind !== "repeat"
      ? proseLines(rendered.prose)
      : []),
    ...(rendered ? spoken(rendered) : []),
    ...(answer && answer.rows.length > 0 ? renderTable(answer.columns, answer.rows).split("\n") : []),
    ...(answer && answer.rowsBeforeLimit > answer.rows.length
      ? [`The first ${answer.rows.length} of ${answer.rowsBeforeLimit} rows.`]
      : []),
    ...(rendered && "notes" in rendered ? rendered.notes : []),
    ...(answer ? describeCompleteness(answer.completeness) : []),
    ...(step.said === undefined ? [] : [`Answer: ${step.said}`]),
    ...(step.remark === undefined ? [] : [step.remark]),
    ...step.findings.map(
      ({ level, say, raise }) => `${level.toUpperCase()}: ${segmentsText(say)}${raise ? ` [${raise}]` : ""}`,
    ),
  ];
  return [`${number}. ${step.title}  [${step.id}]`, ...indented.map((line) => `   ${line}`)];
}

const proseLines = (prose: readonly ShownBlock[]): string[] =>
  prose.map(({ kind, text }) => {
    const words = text.map(({ segments }) => segmentsText(segments)).join("");
    return kind === "item" ? `- ${words}` : words;
  });

function spoken(rendered: RenderedStep): string[] {
  switch (rendered.kind) {
    case "query":
    case "repeat":
      return [];
    case "ask":
      return [
        `Asked of ${rendered.to === undefined ? `the ${rendered.fallback}` : plain(rendered.to)}: ${segmentsText(rendered.question)}`,
      ];
    case "choose":
      return [
        segmentsText(rendered.question),
        ...rendered.options.map(({ id, label }) => `- ${id}: ${label}`),
      ];
    case "approve":
      return [segmentsText(rendered.question), `For: ${rendered.what.title}`, ...spoken(rendered.what)];
    case "act":
      return [
        `Event: act.${rendered.event}`,
        ...Object.entries(rendered.detail).map(
          ([name, value]) => `- ${name}: ${plain(Array.isArray(value) ? value.join(", ") : String(value))}`,
        ),
        `Check: ${segmentsText(rendered.check)}`,
        ...copyLines(rendered.copy),
      ];
    case "instruct":
      return copyLines(rendered.copy);
    case "finish":
      return [segmentsText(rendered.say), ...copyLines(rendered.copy)];
  }
}

// A command is to be copied: keys stay whole in it. command.ts lets nothing through that a terminal could act on.
const copyLines = (copy: readonly CopyCommand[]): string[] =>
  copy.flatMap(({ say, command }) => [
    segmentsText(say),
    `  ${command.map((part) => ("author" in part ? part.author : part.inserted)).join("")}`,
  ]);

export const segmentsText = (segments: readonly Segment[]): string =>
  segments.map((part) => ("author" in part ? part.author : plain(part.inserted))).join("");

const plain = (text: string): string => visible(shortenKeys(text), longestValue);

/** The same for programs: keys and times whole. */
export function walkJson(runbook: Runbook, report: WalkReport, inputs: Facts): string {
  const json = JSON.stringify(
    {
      runbook: { id: runbook.id, hash: runbook.hash, title: runbook.title },
      inputs: Object.fromEntries(Object.entries(inputs).map(([name, fact]) => [name, fact.value])),
      steps: report.steps.map(({ rendered, answer, findings, ...step }) => ({
        ...step,
        ...(rendered?.kind === "act" && { event: rendered.event, detail: rendered.detail }),
        ...(rendered && "query" in rendered && { query: rendered.query, window: rendered.window }),
        ...(answer && { answer }),
        findings: findings.map(({ say, ...finding }) => ({
          ...finding,
          say: say.map((part) => ("author" in part ? part.author : part.inserted)).join(""),
        })),
      })),
      path: report.steps.map((step) => step.id),
      severity: report.severity,
      outcome: report.outcome ?? null,
    },
    undefined,
    2,
  );
  return `${spellOut(json)}\n`;
}
