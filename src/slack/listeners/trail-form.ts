import { z } from "zod";
import { InputError } from "../../domain/errors.ts";
import { shortId } from "../../domain/incident/incident.ts";
import { type QueryEngineName, queryEngineNames } from "../../domain/query/query.ts";
import type { TrailQuestion } from "../../flows/runs/ask-trail.ts";
import { parseRef, type Ref } from "../ids.ts";
import { askWithModal, takesLong } from "../views/ask-with.ts";
import { toldView } from "../views/told.ts";
import { alarmsOwn, trailFields } from "../views/trail-modal.ts";
import type { Desk, Wish } from "./desk.ts";
import type { Fields } from "./field-values.ts";

/** What a form's metadata may carry of a question. */
const longestKept = 1_500;
const keptQuestion = z.record(z.string(), z.string());

interface Filled {
  ref: Ref;
  fields: Fields;
}

/** Asks, or shows first what it would take when that is long and nobody has chosen the engine. */
export async function submitTrail(desk: Desk, wish: Wish, { ref, fields }: Filled): Promise<void> {
  const incidentId = ref.incidentId ?? parseRef(fields.incident).incidentId;
  if (incidentId === undefined) throw new InputError("Choose an incident.");
  const question = questionOf(fields);
  const engine = engineOf(fields.engine);
  const quiet = fields.for === "me";
  const asked = { incidentId, question: { ...question, engine }, quiet, actor: wish.actor };
  const kept = JSON.stringify(fields);
  if (engine === undefined && kept.length <= longestKept) {
    const { title, choices } = await desk.flows.trailChoices(asked);
    const { channel, threadTs } = ref;
    if (takesLong(choices))
      return wish.open(askWithModal({ incidentId, channel, threadTs, rest: kept }, title, choices));
  }
  await desk.flows.askTrail(asked);
  await tellWhere(desk, wish, incidentId, quiet);
}

/** Who asked where the answer does not show is told where it comes. */
async function tellWhere({ reads }: Desk, wish: Wish, incidentId: string, quiet: boolean): Promise<void> {
  const incident = await reads.incident(incidentId);
  if (!incident) return;
  const name = shortId(incident);
  if (quiet)
    await wish.tell(
      toldView(
        `Asked, on the record of ${name}. The answer comes to you by direct message; share it with the thread from there.`,
      ),
    );
  else if (incident.channel !== wish.channel)
    await wish.tell(toldView(`Asked. The answer comes into the thread of ${name}.`));
}

/** Asks a step, or the question that a form before this one had, with the engine that was chosen. */
export async function submitAskWith(
  desk: Desk,
  wish: Wish,
  { ref: { incidentId, stepId, rest }, fields }: Filled,
): Promise<void> {
  const { flows } = desk;
  const { actor } = wish;
  const engine = engineOf(fields.engine);
  if (engine === undefined) throw new InputError("No engine can answer this.");
  if (incidentId === undefined) throw new InputError("This form is out of date. Close it and begin again.");
  if (stepId !== undefined) await flows.askWith({ incidentId, stepId, engine, actor });
  else {
    const kept = keptQuestion.parse(JSON.parse(rest ?? "{}"));
    const quiet = kept.for === "me";
    await flows.askTrail({ incidentId, question: { ...questionOf(kept), engine }, quiet, actor });
    await tellWhere(desk, wish, incidentId, quiet);
  }
}

function questionOf(fields: Fields): TrailQuestion {
  const { last = "24h", accounts = alarmsOwn } = fields;
  return {
    ...Object.fromEntries(trailFields.map((name) => [name, fields[name]])),
    last,
    ...(accounts !== alarmsOwn && { accounts: accounts === "all" ? "all" : [accounts] }),
  };
}

const engineOf = (text: string | undefined): QueryEngineName | undefined =>
  queryEngineNames.find((each) => each === text);
