import { actorName } from "../responder.ts";
import type { Segment } from "../text/text.ts";
import { alarmSentences } from "./alarm-sentences.ts";
import { approvalSentences } from "./approval-sentences.ts";
import { incidentSentences } from "./incident-sentences.ts";
import { noteSentences } from "./note-sentences.ts";
import type { Sentences } from "./said.ts";
import { stepSentences } from "./step-sentences.ts";
import type { TimelineAction, TimelineEntry } from "./timeline.ts";

const sentences: Sentences<string> = {
  ...incidentSentences,
  ...alarmSentences,
  ...noteSentences,
  ...stepSentences,
  ...approvalSentences,
};

/** Everything that can stand in a timeline. */
export const timelineActions = Object.keys(sentences) as TimelineAction[];

/** What happened, as the rest of a sentence that begins with who did it. */
export function describeEntry(entry: Pick<TimelineEntry, "action" | "body">): Segment[] {
  return sentences[entry.action](entry.body);
}

export const whoDidIt = (entry: Pick<TimelineEntry, "actor">): string => actorName(entry.actor);
