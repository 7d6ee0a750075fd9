import { z } from "zod";
import type { Ladder, Rung } from "../domain/escalation/ladder.ts";
import { severities } from "../domain/finding.ts";
import { duration } from "./duration.ts";
import { type WrittenHours, workingHoursForm } from "./hours.ts";

const callee = z
  .string()
  .regex(
    /^[UWSCG][A-Z0-9]{2,}$/,
    "must be the id of a person (U…), a user group (S…) or a channel (C…): a name does not reach anybody",
  );

const outside = z.enum(["skip", "wait"], "must be skip or wait");

const rung = z.strictObject({
  /** One or several, who are called together. */
  notify: z.preprocess(
    (value) => (typeof value === "string" ? [value] : value),
    z.array(callee).min(1, "calls nobody").max(5, "calls more than 5 at once: name a user group instead"),
  ),
  /** After the rung before it; of the first one, after the incident was opened. */
  after: duration.refine((seconds) => seconds <= 86_400, "must be a day at most"),
  hours: workingHoursForm.optional(),
  outside: outside.optional(),
});

const rungs = z.array(rung).min(1, "has no rung").max(20, "has more than 20 rungs");

const whole = z.strictObject({
  /** The least urgent incident that climbs by itself. */
  from: z.enum(severities, `must be one of ${severities.join(", ")}`).default("P4"),
  /** Of rungs that have none of their own. */
  hours: workingHoursForm.optional(),
  outside: outside.default("skip"),
  rungs,
});

const listed = rungs.transform(
  (list): z.output<typeof whole> => ({ from: "P4", outside: "skip", rungs: list }),
);

/** A ladder whose hours may leave their zone out. */
export type WrittenLadder = Omit<Ladder, "rungs"> & {
  rungs: (Omit<Rung, "hours"> & { hours?: WrittenHours })[];
};

/** One of `ladders`: a list of rungs, or the same with what holds for all of them. */
export const ladderForm = z.unknown().transform((value, context): WrittenLadder => {
  // Not a union: that would tell of neither form what is wrong with it.
  const read = Array.isArray(value) ? listed.safeParse(value) : whole.safeParse(value);
  if (!read.success) {
    for (const { path, message } of read.error.issues) context.addIssue({ code: "custom", path, message });
    return z.NEVER;
  }
  const { from, rungs: all, ...forAll } = read.data;
  return {
    from,
    rungs: all.map(({ notify, after: afterSeconds, ...own }) => {
      const hours = own.hours ?? forAll.hours;
      return { notify, afterSeconds, ...(hours ? { hours } : {}), outside: own.outside ?? forAll.outside };
    }),
  };
});

export const ladderName = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "must be a name of a-z, 0-9 and -");
