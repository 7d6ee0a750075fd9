import { createHash } from "node:crypto";
import { plainText } from "../text/text.ts";
import { canonicalJson } from "../timeline/audit.ts";
import type { Json } from "../timeline/timeline.ts";
import { type Facts, factValue } from "./facts.ts";
import { type CopyCommand, type RenderedStep, renderStep } from "./render-step.ts";
import type { ApproveStep, Runbook } from "./schema.ts";

/**
 * SHA-256 (hex) over all that an approval is about: the runbook's hash, the inputs, and the step that is approved as
 * people read it and as it would be sent. Whatever changes of it voids the approval. Throws InputError when a fact
 * that it needs is not known.
 */
export function approvalHash(
  runbook: Pick<Runbook, "hash" | "inputs">,
  { what, question, id }: ApproveStep,
  facts: Facts,
): string {
  const inputs = Object.keys(runbook.inputs).map((name) => [name, asText(factValue(facts, name))]);
  const asked = { id, question };
  // Neither an act nor an instruction depends on the time at which it is shown.
  const shown = what && contentOf(renderStep(what, facts, new Date(0)));
  const content = canonicalJson({ runbook: runbook.hash, inputs, asked, shown: shown ?? null });
  return createHash("sha256").update(content).digest("hex");
}

function contentOf(step: RenderedStep): Record<string, Json> {
  const prose = step.prose.map(({ text }) => text.map(({ segments }) => plainText(segments)).join(""));
  const common = { id: step.id, title: step.title, prose };
  if (step.kind === "act") {
    const { event, detail, risk } = step;
    return { ...common, event, detail, risk, check: plainText(step.check), copy: step.copy.map(commandText) };
  }
  return { ...common, copy: step.kind === "instruct" ? step.copy.map(commandText) : [] };
}

const commandText = ({ say, command }: CopyCommand): string[] => [plainText(say), plainText(command)];

const asText = (value: unknown): string => JSON.stringify(value ?? null);
