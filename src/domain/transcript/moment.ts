import type { Segment } from "../text/text.ts";
import type { TranscriptActor } from "./document.ts";

/** The streams that a transcript merges, and the incident's own course. */
export const streams = ["alarm", "cloudtrail", "thread", "picked", "asked", "incident"] as const;
export type Stream = (typeof streams)[number];

/** One line of the merged timeline. */
export interface Moment {
  at: string;
  stream: Stream;
  /** Null where nobody did it, as of an event in CloudTrail. */
  who: TranscriptActor | null;
  say: Segment[];
  /** The timeline entry it is, whose place in the chain it has. */
  seq: number | null;
  supersededBy: number | null;
  /** Where the message stands in Slack. */
  permalink: string | null;
}
