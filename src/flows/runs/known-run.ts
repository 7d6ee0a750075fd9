import { NotFoundError } from "../../domain/errors.ts";
import type { Run } from "../../domain/run/run.ts";

/** Throws NotFoundError for the button of a message whose run is not in the record. */
export function knownRun(run: Run | undefined): Run {
  if (run) return run;
  throw new NotFoundError("This run is not known. Use the newest message of the thread.");
}
