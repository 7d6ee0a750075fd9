import { z } from "zod";
import { InputError, NotFoundError } from "../../domain/errors.ts";
import { type Severity, severities } from "../../domain/finding.ts";
import { type Ref, viewIds } from "../ids.ts";
import { inputPrefix } from "../views/inputs-modal.ts";
import { colleague } from "./colleague.ts";
import { declareHere } from "./declare-here.ts";
import type { Desk, Wish } from "./desk.ts";
import { submitEscalate } from "./escalate.ts";
import type { Fields } from "./field-values.ts";
import { messageHeld } from "./held-message.ts";
import { startOrAsk } from "./runbook-command.ts";
import { pin, submitLink } from "./shortcuts.ts";
import { submitCorrection, submitFollowUp, submitMerge, submitMute, submitSummary } from "./tending-forms.ts";
import { submitAskWith, submitTrail } from "./trail-form.ts";
import { submitTranscript } from "./transcript-form.ts";

/** What was filled in, and what the form was about. */
export interface Filled {
  ref: Ref;
  fields: Fields;
}

type Submit = (desk: Desk, wish: Wish, filled: Filled) => Promise<void>;

/** Every form and the flow it starts. */
export const forms: Record<(typeof viewIds)[keyof typeof viewIds], Submit> = {
  [viewIds.declare]: async (desk, wish, { ref, fields }) => {
    const incident = await declareHere(desk, wish, fields.title ?? "", severityOf(fields.severity));
    if (ref.rest !== undefined) await pin(desk, wish, incident, messageHeld(ref.rest));
  },

  [viewIds.link]: submitLink,

  [viewIds.note]: ({ flows }, { actor }, { ref, fields }) =>
    flows.addNote({ incidentId: need(ref.incidentId), text: fields.text ?? "", actor }),

  [viewIds.escalate]: submitEscalate,

  [viewIds.resolve]: ({ flows }, { actor }, { ref, fields }) =>
    flows.resolveIncident({ incidentId: need(ref.incidentId), resolution: fields.resolution ?? null, actor }),

  [viewIds.reopen]: ({ flows }, { actor }, { ref, fields }) =>
    flows.reopenIncident({ incidentId: need(ref.incidentId), reason: fields.reason ?? "", actor }),

  [viewIds.snooze]: ({ flows }, { actor }, { ref, fields }) =>
    flows.snoozeIncident({
      incidentId: need(ref.incidentId),
      duration: fields.duration ?? "",
      reason: fields.reason ?? "",
      actor,
    }),

  [viewIds.assign]: async (desk, { actor }, { ref, fields }) => {
    const person = await colleague(desk, need(fields.person, "Choose a person."));
    await desk.flows.assignCommander({ incidentId: need(ref.incidentId), person, actor });
  },

  [viewIds.severity]: ({ flows }, { actor }, { ref, fields }) =>
    flows.changeSeverity({
      incidentId: need(ref.incidentId),
      severity: need(severityOf(fields.severity), "Choose a severity."),
      reason: fields.reason,
      actor,
    }),

  [viewIds.changeInputs]: async ({ flows }, { actor }, { ref, fields }) => {
    const step = { incidentId: need(ref.incidentId), stepId: need(ref.stepId) };
    await flows.changeInputs({ ...step, version: ref.version ?? 0, given: typedInputs(fields), actor });
    if (ref.value === "run") await flows.requestRun({ ...step, anew: true, actor });
  },

  [viewIds.skip]: ({ flows }, { actor }, { ref, fields }) =>
    flows.skipStep({
      incidentId: need(ref.incidentId),
      stepId: need(ref.stepId),
      version: ref.version ?? 0,
      reason: fields.reason ?? "",
      actor,
    }),

  [viewIds.answer]: ({ flows }, { actor }, { ref, fields }) =>
    flows.answerStep({
      incidentId: need(ref.incidentId),
      stepId: need(ref.stepId),
      version: ref.version ?? 0,
      value: ref.value ?? "done",
      note: fields.note,
      actor,
    }),

  [viewIds.breakGlass]: ({ flows }, { actor }, { ref, fields }) =>
    flows.breakTheGlass({
      incidentId: need(ref.incidentId),
      stepId: need(ref.stepId),
      version: ref.version ?? 0,
      seen: need(ref.rest),
      reason: fields.reason ?? "",
      actor,
    }),

  [viewIds.reviewGlass]: ({ flows }, { actor }, { ref, fields }) =>
    flows.reviewTheGlass({
      incidentId: need(ref.incidentId),
      stepId: need(ref.stepId),
      note: fields.note ?? "",
      actor,
    }),

  [viewIds.runbook]: (desk, wish, { ref, fields }) =>
    start(desk, wish, ref, need(fields.runbook, "Choose a runbook."), {}),

  [viewIds.inputs]: (desk, wish, { ref, fields }) => {
    const given = { ...givenBefore(ref.value), ...typedInputs(fields) };
    return start(desk, wish, ref, need(ref.runbookId), given);
  },

  [viewIds.askWith]: submitAskWith,
  [viewIds.trail]: submitTrail,
  [viewIds.mute]: submitMute,
  [viewIds.merge]: submitMerge,
  [viewIds.followUp]: submitFollowUp,
  [viewIds.summary]: submitSummary,
  [viewIds.correct]: submitCorrection,
  [viewIds.transcript]: submitTranscript,
};

async function start(
  desk: Desk,
  wish: Wish,
  { incidentId }: Ref,
  runbookId: string,
  given: Record<string, string>,
): Promise<void> {
  const incident = await desk.reads.incident(need(incidentId));
  if (!incident) throw new NotFoundError("This incident is not in the record any more.");
  await startOrAsk(desk, wish, incident, runbookId, given);
}

/** By the names of the inputs. */
const typedInputs = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) =>
      name.startsWith(inputPrefix) && text !== undefined ? [[name.slice(inputPrefix.length), text]] : [],
    ),
  );

const severityOf = (text: string | undefined): Severity | undefined =>
  severities.find((each) => each === text);

function givenBefore(text: string | undefined): Record<string, string> {
  return text === undefined ? {} : z.record(z.string(), z.string()).parse(JSON.parse(text));
}

function need<T>(part: T | undefined, otherwise = "This form is out of date. Close it and begin again."): T {
  if (part !== undefined) return part;
  throw new InputError(otherwise);
}
