import type { Manifest } from "./manifest.ts";

/** What finishes a step by itself; every step can be passed with Next as well. */
export type TourDone =
  /** A button with this label was pressed. */
  | { pressed: string }
  /** A command that begins so was sent. */
  | { command: string }
  /** A thread was opened. */
  | { thread: true }
  /** Something was written. */
  | { posted: true };

export interface TourStep {
  title: string;
  text: string;
  /** What to point at: a button's label, or a part of the page by its `data-tour` name. */
  point?: { label: string } | { part: "thread" | "composer" | "person" | "behind" | "home" };
  done?: TourDone;
}

const meet: TourStep[] = [
  {
    title: "A workspace of your own",
    text: "Everything here happens on this machine and nothing leaves it. You can be anyone: choose at the bottom of the sidebar who you act as.",
    point: { part: "person" },
  },
];

const behind: TourStep = {
  title: "Look behind the scenes",
  text: "Here is every call and every delivery between the workspace and the app, what was refused and why, and switches that make things go wrong.",
  point: { part: "behind" },
};

const general: TourStep[] = [
  ...meet,
  {
    title: "Ask the app something",
    text: "Type / in the message field to see what the app can do. Its own page in the sidebar lists the same.",
    point: { part: "composer" },
  },
  behind,
];

/** An incident from its alarm to its transcript, for whoever handles it. */
const responder: TourStep[] = [
  {
    title: "An alarm came in",
    text: "This is a whole workspace and AWS account on your machine; nothing leaves it. An alarm of that account has just opened an incident here. Going through it takes about five minutes, and you can leave at any step.",
  },
  {
    title: "Say that you saw it",
    text: "Acknowledge tells everybody that somebody is on it, and since when.",
    point: { label: "Acknowledge" },
    done: { pressed: "Acknowledge" },
  },
  {
    title: "Take command",
    text: "One person decides. Others can still help, and command can be handed over.",
    point: { label: "Take command" },
    done: { pressed: "Take command" },
  },
  {
    title: "Open the thread",
    text: "One incident, one thread: every question, answer and decision is in it.",
    point: { part: "thread" },
    done: { thread: true },
  },
  {
    title: "Ask the first question",
    text: "Each step of the runbook asks CloudTrail one reviewed question. Press Run and watch the message change: queued, running, answered.",
    point: { label: "Run" },
    done: { pressed: "Run" },
  },
  {
    title: "Read how far it reaches",
    text: "Under each answer stands where it looked, up to which event, and when to ask again. A zero counts only where this kind of event is recorded at all.",
  },
  {
    title: "Go on, step by step",
    text: "Run the steps one after the other; each answer leads to the next question. The findings gather in the incident's first message, the worst last.",
    point: { label: "Run" },
  },
  {
    title: "Decide",
    text: "Some steps ask people instead of CloudTrail, some are work outside of here: choose the answer that fits what was found, do the work, say Done.",
  },
  {
    title: "Finish the runbook",
    text: "When no step is left, the last message says so.",
    point: { label: "Finish the runbook" },
    done: { pressed: "Finish the runbook" },
  },
  {
    title: "Resolve",
    text: "Type /incident resolve INC-1 and a sentence on what was done, in the channel. Or press Resolve.",
    point: { part: "composer" },
    done: { command: "/incident resolve" },
  },
  {
    title: "Keep the transcript",
    text: "Type /incident transcript INC-1. It comes as a file in the thread, every row and decision in it, and can be verified later.",
    point: { part: "composer" },
    done: { command: "/incident transcript" },
  },
  behind,
];

const onCall: TourStep[] = [
  {
    title: "Your phone rang",
    text: "The incident's first message says what fired, where, and what to do next. It is edited in place: it is always the newest state.",
  },
  {
    title: "Say that you saw it",
    text: "Acknowledge, and nobody else has to get up.",
    point: { label: "Acknowledge" },
    done: { pressed: "Acknowledge" },
  },
  {
    title: "Leave a note",
    text: "Open the thread and tell the others what you know. Mention the app with “note …”, or choose Add a note under ⋯, to put it on the timeline.",
    point: { part: "thread" },
    done: { posted: true },
  },
];

const lead: TourStep[] = [
  {
    title: "Read what happened",
    text: "The first message gathers what was found and who did what. Open its thread to read the questions and answers in order.",
    point: { part: "thread" },
    done: { thread: true },
  },
  {
    title: "Take the transcript",
    text: "Type /incident transcript INC-1: the whole incident as one document, with what was asked of AWS and a hash for every answer.",
    point: { part: "composer" },
    done: { command: "/incident transcript" },
  },
];

export type Tours = Record<string, TourStep[]> & { everybody: TourStep[] };

/** The tour through an incident for an app with `/incident`; for any other a short one of the workspace. */
export function toursFor(manifest: Manifest, commandNames: Record<string, string> = {}): Tours {
  const incident = commandNames["/incident"] ?? "/incident";
  if (!manifest.commands.some((each) => each.command === incident)) return { everybody: general };
  const named = (steps: TourStep[]): TourStep[] =>
    JSON.parse(JSON.stringify(steps).replaceAll("/incident", incident));
  return {
    everybody: general,
    U0RESPONDER: named(responder),
    U0RESPONDER2: named(responder),
    U0ONCALL: named(onCall),
    U0LEAD: named(lead),
  };
}
