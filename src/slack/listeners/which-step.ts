import { ConflictError } from "../../domain/errors.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import { namedSteps } from "../../domain/runbook/named-steps.ts";
import type { Runbook, Step } from "../../domain/runbook/schema.ts";
import type { StepRecord } from "../../domain/step.ts";
import { pinnedRunbook } from "../../flows/runs/request-run.ts";
import { pickStepView, type StepToPick } from "../views/pick-step.ts";
import type { Desk, Wish } from "./desk.ts";

/** A step that somebody means, and what they said behind its name. */
export interface MeantStep {
  runbook: Runbook;
  step: Step;
  record: StepRecord;
  rest: string;
}

interface Due {
  step: Step;
  record: StepRecord;
}

interface Asking {
  verb: string;
  /** What was typed behind the verb. */
  rest: string;
  /** Free words may follow the step. */
  freeText?: boolean;
  /** What the verb can be done to; of these one is meant when none is named. */
  suits(due: Due): boolean;
  /** Which of them is meant, when none is named and several suit. */
  prefer?: string | null;
  /** Nothing suits and nothing was named: why nothing can be done. */
  none: string;
}

/** Undefined when it is not clear: then the person has the list of steps before them. */
export async function whichStep(
  { reads, runbooks }: Pick<Desk, "reads" | "runbooks">,
  wish: Wish,
  incident: Incident,
  { verb, rest, freeText = false, suits, prefer, none }: Asking,
): Promise<MeantStep | undefined> {
  // Whoever may not read of it is told nothing of its steps either.
  requirePermission(wish.actor, "incident.read", incident);
  const runbook = pinnedRunbook(incident, runbooks);
  const due = dueSteps(runbook, await reads.steps(incident.id));
  const { steps, named, rest: behind } = namedSteps(rest, nameable(runbook, due));
  const words = named === "" ? rest.trim() : behind;
  const ask = (why: string, among: readonly Due[]): Promise<void> =>
    wish.tell(
      pickStepView(incident, listed(runbook, due), {
        ...{ why, verb, rest: words },
        pickable: among.map(({ step }) => step.id),
      }),
    );
  const [only, another] = steps;
  if (only && another === undefined) {
    const meant = due.find(({ step }) => step.id === only.id);
    if (meant && (freeText || polite.test(behind))) return { runbook, ...meant, rest: behind };
    if (meant) return void (await ask(`“${rest.slice(0, 80)}” names no step.`, [meant]));
    throw new ConflictError(
      `“${only.title}” is not due yet: it comes later on the runbook's way, if at all.`,
    );
  }
  const suiting = due.filter(suits);
  if (another)
    return void (await ask(
      `“${named}” begins several.`,
      due.filter(({ step }) => steps.some(({ id }) => id === step.id)),
    ));
  if (named !== "") return void (await ask(`There is no step ${named} yet.`, suiting));
  const [single, second] = suiting;
  const unclear = words !== "" && !freeText;
  const chosen = unclear
    ? undefined
    : second === undefined
      ? single
      : suiting.find(({ step }) => step.id === prefer);
  if (chosen) return { runbook, ...chosen, rest: words };
  if (suiting.length === 0 && words === "") throw new ConflictError(none);
  const why = words === "" ? "There are several." : `“${words.slice(0, 80)}” names no step.`;
  return void (await ask(why, suiting));
}

/** Says nothing. */
const polite = /^(?:please|pls|now)?[.!]?$/i;

/** Those that are, or were, due, the first one first. */
const dueSteps = (runbook: Runbook, records: readonly StepRecord[]): Due[] =>
  [...records]
    .sort((a, b) => a.position - b.position)
    .flatMap((record) => {
      const step = runbook.steps.find(({ id }) => id === record.stepId);
      return step ? [{ step, record }] : [];
    });

/** What is not due yet is known by its name too, to say so. */
const nameable = (runbook: Runbook, due: readonly Due[]) =>
  runbook.steps.map(({ id, title }) => {
    const number = due.find(({ step }) => step.id === id)?.record.position;
    return { id, title, ...(number === undefined ? {} : { number }) };
  });

function listed(runbook: Runbook, due: readonly Due[]): StepToPick[] {
  const later = runbook.steps.filter(({ id }) => !due.some(({ step }) => step.id === id));
  return [
    ...due.map(({ step: { id, title }, record: { position, state } }) => ({
      ...{ id, title, number: position, standing: state },
    })),
    ...later.map(({ id, title }) => ({ id, title, standing: "not due yet" })),
  ];
}
