import type { Run } from "./run.ts";

type NotBegun = Pick<
  Run,
  | "state"
  | "attempt"
  | "startedAt"
  | "endedAt"
  | "progress"
  | "completeness"
  | "rowCount"
  | "rowsHash"
  | "findings"
  | "error"
  | "cancelledBy"
>;

/** What a run in the queue says that nobody has worked on. */
export const notBegun = (): NotBegun => ({
  state: "queued",
  attempt: 0,
  startedAt: null,
  endedAt: null,
  progress: null,
  completeness: null,
  rowCount: null,
  rowsHash: null,
  findings: [],
  error: null,
  cancelledBy: null,
});
