import { z } from "zod";
import { duration } from "./duration.ts";
import { workingHoursForm } from "./hours.ts";

const when = z.enum(["quiet", "never"], "must be quiet or never");
const what = z.enum(["propose", "resolve"], "must be propose or resolve");

/** What to do when all alarms of an incident have been OK for a while. */
export const resolveForm = z.strictObject({
  when: when.default("quiet"),
  after: duration.prefault("15m"),
  do: what.default("propose"),
});

/** Of one route; what it leaves out is as for all. */
export const routeResolveForm = z.strictObject({ when, after: duration, do: what }).partial();

/** What may have been forgotten, said in one quiet line in its thread. */
export const remindersForm = z.strictObject({
  off: z.boolean().default(false),
  /** Of a P1 or P2 in which nobody writes; again after as long. */
  stale: duration.prefault("30m"),
  /** Of an incident that nobody commands; once. */
  noCommander: duration.prefault("15m"),
  /** Of follow-ups that nobody did, after the end of the incident; again after as long. */
  followUps: duration.prefault("3d"),
  /** When people work: only a P1 is said outside of it. */
  hours: workingHoursForm.prefault({}),
});
