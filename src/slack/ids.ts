import { z } from "zod";
import { ConflictError } from "../domain/errors.ts";

/** Everything a person can press. Buttons that repeat within a block carry a number behind a colon. */
export const actionIds = {
  acknowledge: "cairn.acknowledge",
  runNext: "cairn.run-next",
  run: "cairn.run",
  cancel: "cairn.cancel",
  askWith: "cairn.ask-with",
  fullResult: "cairn.full-result",
  askAgain: "cairn.ask-again",
  changeInputs: "cairn.change-inputs",
  skip: "cairn.skip",
  claim: "cairn.claim",
  release: "cairn.release",
  pickFinding: "cairn.pick-finding",
  shareAnswer: "cairn.share-answer",
  stopRounds: "cairn.stop-rounds",
  showCommand: "cairn.show-command",
  showRows: "cairn.show-rows",
  whatChanged: "cairn.what-changed",
  answer: "cairn.answer",
  answerWithNote: "cairn.answer-with-note",
  askApproval: "cairn.ask-approval",
  decide: "cairn.decide",
  breakGlass: "cairn.break-glass",
  reviewGlass: "cairn.review-glass",
  act: "cairn.act",
  take: "cairn.take",
  escalate: "cairn.escalate",
  resolve: "cairn.resolve",
  reopen: "cairn.reopen",
  /** Opens the tray; an option of an older message names its verb. */
  more: "cairn.more",
  /** A verb of the tray. */
  verb: "cairn.verb",
  /** Carries on with what was typed. */
  sayAgain: "cairn.say-again",
  pickIncident: "cairn.pick-incident",
  startRunbook: "cairn.start-runbook",
  who: "cairn.who",
  unmute: "cairn.unmute",
  resolveProposed: "cairn.resolve-proposed",
  followUpDone: "cairn.follow-up-done",
  followUpSnooze: "cairn.follow-up-snooze",
} as const;

export const viewIds = {
  declare: "cairn.form.declare",
  link: "cairn.form.link",
  note: "cairn.form.note",
  resolve: "cairn.form.resolve",
  reopen: "cairn.form.reopen",
  assign: "cairn.form.assign",
  severity: "cairn.form.severity",
  snooze: "cairn.form.snooze",
  escalate: "cairn.form.escalate",
  runbook: "cairn.form.runbook",
  inputs: "cairn.form.inputs",
  changeInputs: "cairn.form.change-inputs",
  skip: "cairn.form.skip",
  answer: "cairn.form.answer",
  breakGlass: "cairn.form.break-glass",
  reviewGlass: "cairn.form.review-glass",
  transcript: "cairn.form.transcript",
  trail: "cairn.form.trail",
  askWith: "cairn.form.ask-with",
  mute: "cairn.form.mute",
  merge: "cairn.form.merge",
  followUp: "cairn.form.follow-up",
  summary: "cairn.form.summary",
  correct: "cairn.form.correct",
} as const;

/** What our commands are called in this workspace. */
export interface CommandNames {
  incident: string;
  runbook: string;
  trail: string;
}

/** What a button, an option or a modal's metadata carries: ids only, and never a right to anything. */
export interface Ref {
  incidentId?: string;
  stepId?: string;
  /** Version of the step or incident that the button was made for. */
  version?: number;
  runId?: string;
  value?: string;
  runbookId?: string;
  /** The name of a verb. */
  do?: string;
  /** Where to answer the person who filled a modal in. */
  channel?: string;
  threadTs?: string;
  /** The rest of a command that waits for a choice of incident. */
  rest?: string;
}

const id = z.string().min(1).max(200);
// Options take 75 characters in all, so the names on the wire are short.
const wire = z
  .strictObject({
    v: z.literal(1),
    do: z.string().max(40).optional(),
    i: id.optional(),
    s: id.optional(),
    n: z.int().nonnegative().optional(),
    r: id.optional(),
    a: z.string().max(500).optional(),
    b: id.optional(),
    c: id.optional(),
    t: id.optional(),
    x: z.string().max(1500).optional(),
  })
  .transform(
    (w): Ref => ({
      incidentId: w.i,
      stepId: w.s,
      version: w.n,
      runId: w.r,
      value: w.a,
      runbookId: w.b,
      do: w.do,
      channel: w.c,
      threadTs: w.t,
      rest: w.x,
    }),
  );

export function encodeRef(ref: Ref): string {
  return JSON.stringify({
    v: 1,
    do: ref.do,
    i: ref.incidentId,
    s: ref.stepId,
    n: ref.version,
    r: ref.runId,
    a: ref.value,
    b: ref.runbookId,
    c: ref.channel,
    t: ref.threadTs,
    x: ref.rest,
  });
}

/** Throws a ConflictError for what another version of Cairn, or somebody else, made. */
export function parseRef(text: string | undefined): Ref {
  const parsed = wire.safeParse(readJson(text));
  if (parsed.success) return parsed.data;
  throw new ConflictError("This button is from another version of Cairn. Please use the newest message.");
}

/** The same of what may hold nothing of ours. */
export function refIn(text: string | undefined): Ref {
  const parsed = wire.safeParse(readJson(text));
  return parsed.success ? parsed.data : {};
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
