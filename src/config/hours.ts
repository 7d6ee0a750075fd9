import { z } from "zod";
import { weekdays } from "../domain/incident/working-hours.ts";
import { zoneName } from "./zone.ts";

const time = (last: RegExp, what: string) =>
  z.string(`must be written in quotes, such as "09:00"`).regex(last, `must be ${what}, in quotes`);

/** When people work: for reminders, and for rungs of a ladder that wait for the morning. */
export const workingHoursForm = z
  .strictObject({
    /** The organisation's unless told. */
    timeZone: zoneName.optional(),
    days: z
      .array(z.enum(weekdays, `must be some of ${weekdays.join(", ")}`))
      .min(1, "needs at least one day")
      .default(["mon", "tue", "wed", "thu", "fri"]),
    from: time(/^([01]\d|2[0-3]):[0-5]\d$/, "a time from 00:00 to 23:59").default("09:00"),
    to: time(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "a time from 00:00 to 24:00").default("17:00"),
  })
  .refine(({ from, to }) => from !== to, "from and to are the same: for whole days write 00:00 and 24:00");

export type WrittenHours = z.output<typeof workingHoursForm>;
