import { noAlarms } from "../alarm/alarm-status.ts";
import type { ActorRef } from "../responder.ts";
import type { Incident } from "./incident.ts";

type JustOpened = Pick<
  Incident,
  | "state"
  | "commander"
  | "openedAt"
  | "openedBy"
  | "acknowledgedAt"
  | "acknowledgedBy"
  | "resolvedAt"
  | "resolution"
  | "counts"
  | "snoozed"
  | "runbook"
  | "nextStep"
>;

/** What an incident says that nobody has worked on, whatever it is about. */
export const justOpened = (by: ActorRef, at: Date): JustOpened => ({
  state: "open",
  commander: null,
  openedAt: at,
  openedBy: by,
  acknowledgedAt: null,
  acknowledgedBy: null,
  resolvedAt: null,
  resolution: null,
  counts: noAlarms,
  snoozed: null,
  runbook: null,
  nextStep: null,
});
