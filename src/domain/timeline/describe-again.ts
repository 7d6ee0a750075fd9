import type { Run } from "../run/run.ts";
import { author, type Segment } from "../text/text.ts";

/** How an answer relates to the one before it, and to one that is still to come; a sentence each. */
export function describeAgain(
  { again, difference, round, asksAgainAt }: Run,
  { resolved }: { resolved: boolean },
): Segment[][] {
  const news = difference ? difference.words : undefined;
  return [
    ...(again && news ? [[author(opening[again.why]), ...news]] : []),
    ...(again && !news ? [[author(`${opening[again.why]}there is no earlier answer to compare with.`)]] : []),
    ...(round ? [[author(heldWords(round))]] : []),
    ...(asksAgainAt ? [[author(toCome(asksAgainAt, resolved))]] : []),
  ];
}

const opening = {
  settled: "Settled. Asked again by itself, and since the earlier answer: ",
  asked: "Since the earlier answer: ",
  round: "Since the round before: ",
} as const;

const heldWords = ({ number, held }: NonNullable<Run["round"]>): string =>
  `Round ${number}: what is waited for ${held ? "holds" : "does not hold"}.`;

const stamp = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

const toCome = (at: Date, resolved: boolean): string =>
  resolved
    ? `Not settled before ${stamp(at)}: later events were not looked for, as the incident is resolved.`
    : `Not settled: it asks itself again at ${stamp(at)} and tells what came.`;
