import { z } from "zod";
import { InputError } from "../domain/errors.ts";
import { requireZone } from "../domain/transcript/times.ts";

/** An IANA time zone, by the name it is known by. */
export const zoneName = z
  .string("must be a time zone such as Europe/Berlin")
  .transform((name, context): string => {
    try {
      // An offset such as +01:00, which newer Node takes, would be wrong for half of the year.
      if (/^[a-z]/i.test(name.trim())) return requireZone(name);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
    context.addIssue({
      code: "custom",
      message: `must be a time zone such as Europe/Berlin or UTC, not “${name.slice(0, 60)}”`,
    });
    return z.NEVER;
  });
