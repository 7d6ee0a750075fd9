import { CairnError } from "../../domain/errors.ts";
import { baselineQuestion } from "../../domain/query/baseline-question.ts";
import { compareWithBaseline, type FirstSeen, noBaseline } from "../../domain/query/first-seen.ts";
import type { Answer } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import type { Ports } from "../ports.ts";
import { askBaseline, type ComparedRun } from "./ask-baseline.ts";
import { sayRun } from "./say-run.ts";

type Needs = Pick<Ports, "store" | "clock" | "every" | "enginesFor" | "settings">;

/** Compares an answer that was kept with what its principals did before, and shows what is new. */
export async function markFirstSeen(ports: Needs, run: Run, known?: FirstSeen): Promise<void> {
  const { store } = ports;
  const kept = await store.rows(run.id);
  if (!kept || (await store.firstSeen(run.id))) return;
  const found = known ?? (await findFirstSeen(ports, run, kept, new AbortController().signal));
  if (found === undefined) return;
  await store.transaction(async (tx) => {
    await tx.lockIncident(run.incidentId);
    await tx.saveFirstSeen(run.id, found);
    await sayRun(tx, run);
  });
}

/** An answer with what is new in it, for rules that speak of that. */
export async function withFirstSeen(
  ports: Needs,
  run: Run,
  answer: Answer,
  signal: AbortSignal,
): Promise<Answer> {
  const firstSeen = await findFirstSeen(ports, run, answer, signal);
  return firstSeen ? { ...answer, firstSeen } : answer;
}

/** What of an answer is new; undefined when it shows nothing to compare. What fails is told, never thrown. */
export async function findFirstSeen(
  ports: Pick<Needs, "clock" | "every" | "enginesFor"> & {
    settings: Pick<Ports["settings"], "baselineSeconds">;
  },
  run: ComparedRun,
  answer: Pick<Answer, "columns" | "rows">,
  signal: AbortSignal,
): Promise<FirstSeen | undefined> {
  if (run.query.trace) return undefined;
  const question = baselineQuestion(run, answer, ports.settings.baselineSeconds);
  if (question === undefined) return undefined;
  if (typeof question === "string") return noBaseline(run, question);
  try {
    const baseline = await askBaseline(ports, run, question, signal);
    return typeof baseline === "string"
      ? noBaseline(question, baseline)
      : compareWithBaseline(question, answer, baseline);
  } catch (error) {
    if (error instanceof CairnError) return noBaseline(question, `no baseline: ${error.message}`);
    throw error;
  }
}
