import { z } from "zod";
import { parseDuration } from "../domain/duration.ts";

/** Text such as `30m` becomes seconds. */
export const duration = z.string().transform((text, context) => {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds;
  context.addIssue({ code: "custom", message: "must be a duration such as 30m or 2h" });
  return z.NEVER;
});
