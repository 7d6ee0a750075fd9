import { CairnError } from "../../domain/errors.ts";
import { createEvaluation, type Evaluation } from "../../domain/query/evaluate.ts";
import { joinAnswers } from "../../domain/query/join-answers.ts";
import { createJoint } from "../../domain/query/joint.ts";
import type { Answer } from "../../domain/query/query.ts";
import type { RunTarget } from "../../domain/run/run.ts";
import type { Asking, Ports, QueryEngine, QueryRequest } from "../ports.ts";
import { createLegBoard } from "./leg-board.ts";

type Question = Omit<QueryRequest, "account" | "regions">;

/**
 * Asks every account at once, each by its own engine, and counts, groups and orders all that comes back together. An
 * account that gives no answer does not lose the others: its legs say why. Throws when none answered.
 */
export async function askEverywhere(
  { enginesFor }: Pick<Ports, "enginesFor">,
  targets: readonly RunTarget[],
  question: Question,
  { signal, progress }: Pick<Asking, "signal" | "progress">,
): Promise<Answer> {
  signal.throwIfAborted();
  const board = createLegBoard(targets, progress);
  const [only, ...others] = targets;
  if (only !== undefined && others.length === 0) {
    const answer = await askTarget(only, board.asking(only, signal));
    return { ...answer, completeness: { ...answer.completeness, legs: board.legs() } };
  }

  const broken = new AbortController();
  const either = AbortSignal.any([signal, broken.signal]);
  const joint = createJoint(question.query, question.window);
  const faults: CairnError[] = [];
  const parts = await Promise.all(
    targets.map(async (target) => {
      const evaluations: Evaluation[] = [];
      const evaluate: Asking["evaluate"] = (query, window) => {
        const evaluation = createEvaluation(query, window, joint);
        evaluations.push(evaluation);
        return evaluation;
      };
      try {
        return {
          answer: await askTarget(target, { ...board.asking(target, either), evaluate }),
          evaluations,
        };
      } catch (error) {
        either.throwIfAborted();
        if (!(error instanceof CairnError)) {
          broken.abort(error);
          throw error;
        }
        faults.push(error);
        board.failed(target, error.message);
        return { evaluations };
      }
    }),
  );
  const fault = faults.find(({ retryable }) => retryable) ?? faults[0];
  if (fault && parts.every(({ answer }) => answer === undefined)) throw fault;
  const whole = createEvaluation(question.query, question.window, joint).result();
  return joinAnswers(whole, parts, board.legs());

  async function askTarget(target: RunTarget, asking: Asking): Promise<Answer> {
    const { account, regions } = target;
    const answer = await engineOf(enginesFor, target).ask({ ...question, account, regions }, asking);
    board.done(target);
    return answer;
  }
}

function engineOf(
  enginesFor: Ports["enginesFor"],
  { account, engine: name, refused }: RunTarget,
): QueryEngine {
  if (refused !== undefined || name === null)
    throw new CairnError("no_engine", refused ?? "No engine can ask it.");
  const engine = enginesFor(account).find((each) => each.name === name);
  if (engine) return engine;
  throw new CairnError("no_engine", `The engine ${name} is no longer configured for ${account}.`);
}
