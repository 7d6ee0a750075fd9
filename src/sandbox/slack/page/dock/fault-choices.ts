import type { FaultInput } from "../control.ts";

/** Faults in the words of somebody who tries them out. */
export interface FaultChoice {
  id: string;
  name: string;
  /** What it needs besides: a method, an error code. */
  make(given: { method: string; code: string; times: number }): FaultInput;
}

const call =
  (fault: object): FaultChoice["make"] =>
  ({ method, times }) => ({ method, times, ...fault });

export const callFaults: FaultChoice[] = [
  { id: "429", name: "Too many calls (429, wait 10 s)", make: call({ retryAfter: 10 }) },
  { id: "500", name: "Server error (HTTP 500)", make: call({ status: 500 }) },
  { id: "html", name: "An answer that is not JSON", make: call({ status: 200 }) },
  { id: "slow", name: "Slow by 2.9 s", make: call({ slowMs: 2900 }) },
  { id: "hang", name: "Never answered", make: call({ how: "hang" }) },
  { id: "cut", name: "Cut before anything is done", make: call({ how: "cut" }) },
  { id: "lost", name: "Done, but the answer is lost", make: call({ how: "lost" }) },
  {
    id: "code",
    name: "Refused with a code…",
    make: ({ method, times, code }) => ({ method, times, code: code || "internal_error" }),
  },
  {
    id: "deleted",
    name: "The message is deleted meanwhile",
    make: call({ meanwhile: "delete-message" }),
  },
  {
    id: "archived",
    name: "The channel is archived meanwhile",
    make: call({ meanwhile: "archive-channel" }),
  },
  {
    id: "removed",
    name: "The app is removed from the channel meanwhile",
    make: call({ meanwhile: "remove-app" }),
  },
  { id: "revoked", name: "The token is revoked meanwhile", make: call({ meanwhile: "revoke-token" }) },
];

export const deliveryKinds = [
  { id: "*", name: "anything" },
  { id: "events_api", name: "an event" },
  { id: "slash_commands", name: "a command" },
  { id: "interactive", name: "a click or a form" },
] as const;

export const deliveryFaults = [
  { id: "duplicate", name: "comes twice" },
  { id: "drop", name: "gets lost" },
  { id: "delay", name: "comes 5 s late" },
  { id: "reorder", name: "is overtaken by the next" },
  { id: "lose-ack", name: "comes, but its ack gets lost" },
] as const;

export const socketFaults = [
  { id: "cut", name: "Cut" },
  { id: "refresh", name: "Refresh after 10 s" },
  { id: "half-open", name: "Half-open" },
  { id: "frozen", name: "Frozen" },
  { id: "none", name: "None at all" },
  { id: "too_many_websockets", name: "Too many" },
  { id: "link_disabled", name: "Link disabled" },
] as const;

/** Methods a fault is most often wanted for; any other can be typed. */
export const usualMethods = [
  "*",
  "chat.postMessage",
  "chat.update",
  "chat.postEphemeral",
  "views.open",
  "views.update",
  "conversations.history",
  "files.completeUploadExternal",
  "apps.connections.open",
  "response_url",
  "upload",
];
