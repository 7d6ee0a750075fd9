import type { Incident } from "../../domain/incident/incident.ts";
import * as acts from "./step-acts.ts";
import type { Verb } from "./verb.ts";

const hasRunbook = ({ runbook }: Incident): boolean => runbook !== null;
const goesOn = ({ nextStep }: Incident): boolean => nextStep !== null;

/**
 * What is done to one step of the runbook; a part of the table of verbs. Who may hangs on the runbook and on whom a
 * question was put to, so only the flows can tell.
 */
export const stepVerbs: readonly Verb[] = [
  {
    name: "run",
    group: "now",
    synonyms: ["next", "step"],
    usage: "[3]",
    meaning: "runs the next step of its runbook, or a step by its number or how its title begins",
    button: "Run next step",
    on: "open",
    steps: true,
    fits: goesOn,
    act: acts.run,
  },
  {
    name: "answer",
    group: "step",
    synonyms: ["reply", "tick"],
    usage: "[3] <answer>",
    meaning: "answers a question to people, or says what was done",
    button: "Answer…",
    on: "open",
    steps: true,
    freeText: true,
    fits: goesOn,
    act: acts.answer,
  },
  {
    name: "skip",
    group: "step",
    synonyms: ["leave-out", "omit"],
    usage: "[3] because <why>",
    meaning: "leaves a step out",
    button: "Skip…",
    on: "open",
    steps: true,
    freeText: true,
    fits: goesOn,
    act: acts.skip,
  },
  {
    name: "claim",
    group: "step",
    synonyms: ["grab", "i-do"],
    usage: "[3]",
    meaning: "tells the others that you are on a step",
    button: "Claim",
    on: "open",
    steps: true,
    fits: goesOn,
    act: acts.claim,
  },
  {
    name: "release",
    group: "step",
    synonyms: ["unclaim", "give-back"],
    usage: "[3]",
    meaning: "gives a step back",
    button: "Release",
    on: "open",
    steps: true,
    fits: hasRunbook,
    act: acts.release,
  },
  {
    name: "cancel",
    group: "step",
    synonyms: ["stop", "abort"],
    usage: "[3]",
    meaning: "stops what a step asks just now",
    button: "Cancel",
    on: "open",
    steps: true,
    fits: hasRunbook,
    act: acts.cancel,
  },
  {
    name: "again",
    group: "step",
    synonyms: ["ask-again", "re-ask"],
    usage: "[3]",
    meaning: "asks an answered step again and shows the difference",
    button: "Ask again",
    on: "open",
    steps: true,
    fits: hasRunbook,
    act: acts.again,
  },
];
