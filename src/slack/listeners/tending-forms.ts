import { InputError, NotFoundError } from "../../domain/errors.ts";
import { arnOf } from "../alarm-ref.ts";
import type { Ref } from "../ids.ts";
import { colleague } from "./colleague.ts";
import type { Desk, Wish } from "./desk.ts";
import type { Fields } from "./field-values.ts";

interface Filled {
  ref: Ref;
  fields: Fields;
}

type Submit = (desk: Desk, wish: Wish, filled: Filled) => Promise<void>;
type Press = (desk: Desk, wish: Wish, ref: Ref) => Promise<void>;

const alarmsLookedAt = 500;

const need = <T>(
  part: T | undefined,
  otherwise = "This form is out of date. Close it and begin again.",
): T => {
  if (part !== undefined) return part;
  throw new InputError(otherwise);
};

export const submitMute: Submit = async ({ flows, reads }, { actor }, { ref, fields }) => {
  const incidentId = need(ref.incidentId);
  const alarm = need(arnOf(fields.alarm, await reads.alarms(incidentId, alarmsLookedAt)), "Choose an alarm.");
  const { duration = "", reason = "" } = fields;
  await flows.muteAlarm({ incidentId, alarm, duration, reason, actor });
};

export const submitMerge: Submit = async ({ flows }, { actor }, { ref, fields }) => {
  const into = need(fields.into, "Choose an incident.");
  await flows.mergeIncident({ incidentId: need(ref.incidentId), into, actor });
};

export const submitFollowUp: Submit = async (desk, { actor }, { ref, fields }) => {
  const owner = fields.person === undefined ? undefined : await colleague(desk, fields.person);
  const { text = "", due } = fields;
  await desk.flows.addFollowUp({ incidentId: need(ref.incidentId), text, owner, due, actor });
};

export const submitSummary: Submit = ({ flows }, { actor }, { ref, fields }) =>
  flows.writeSummary({ incidentId: need(ref.incidentId), text: fields.text ?? "", actor });

export const submitCorrection: Submit = ({ flows }, { actor }, { ref, fields }) =>
  flows.correctEntry({
    incidentId: need(ref.incidentId),
    corrects: Number(need(fields.entry, "Choose an entry.")),
    text: fields.text ?? "",
    actor,
  });

const wanted = <T>(part: T | undefined): T => {
  if (part !== undefined) return part;
  throw new NotFoundError("This button does not say what it belongs to. Please use the newest message.");
};

export const pressUnmute: Press = async ({ flows, reads }, { actor }, ref) => {
  const incidentId = wanted(ref.incidentId);
  const alarm = arnOf(ref.value, await reads.mutes({ incidentId }));
  if (alarm === undefined) throw new NotFoundError("This alarm is not muted any more.");
  await flows.unmuteAlarm({ incidentId, alarm, actor });
};

export const pressResolveProposed: Press = ({ flows }, { actor }, ref) =>
  flows.resolveIncident({
    incidentId: wanted(ref.incidentId),
    resolution: "All its alarms are OK again.",
    actor,
    proposed: Number(wanted(ref.value)),
  });

export const pressFollowUpDone: Press = ({ flows }, { actor }, ref) =>
  flows.finishFollowUp({ incidentId: wanted(ref.incidentId), followUp: Number(wanted(ref.value)), actor });

export const pressFollowUpSnooze: Press = ({ flows }, { actor }, ref) =>
  flows.snoozeFollowUp({ incidentId: wanted(ref.incidentId), followUp: Number(wanted(ref.value)), actor });
