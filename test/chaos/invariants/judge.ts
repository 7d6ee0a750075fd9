import type { SentAlarm } from "../load.ts";
import { waiting } from "../quiet.ts";
import type { World } from "../world.ts";
import { aboutAlarms } from "./alarms.ts";
import { aboutApprovals } from "./approvals.ts";
import { aboutMessages } from "./messages.ts";
import { aboutRecord, aboutStuck } from "./record.ts";
import { timelineOf } from "./rows.ts";
import { aboutCallers, aboutRuns } from "./runs.ts";
import { aboutSecrets } from "./secrets.ts";

/** What each invariant says, by the number that its faults begin with. */
export const invariants = {
  I1: "every accepted alarm is in exactly one incident's timeline, and none was put aside",
  I2: "every transition is there once",
  I3: "every row of the outbox is visible exactly once, in the order of its thread, and nothing else of ours is",
  I4: "an alarm's state is its timeline folded by state time",
  I5: "a step has one winning click, a run one end, and the answer is the right one",
  I6: "nothing was contained without another person's approval of exactly that, and nothing twice",
  I7: "the record's chains hold, up to each incident's head",
  I8: "no planted secret, nor one of the bot's own, is in a message, log, row, job or kept answer",
  I9: "nothing is stuck",
  I10: "AWS saw only calls that a step allows, each with the responder as SourceIdentity",
} as const;

export interface Verdict {
  /** What does not hold, each with the number of its invariant. */
  faults: string[];
  /** What the report adds up, by the names it has there. */
  counts: Record<"alarms" | "lost" | "doubled" | "messages" | "out of order" | "runs", number>;
  acts: number;
}

/** Holds record, workspace, account and what was sent against each other, after everything came to rest. */
export async function judge(world: World, sent: readonly SentAlarm[]): Promise<Verdict> {
  const timeline = await timelineOf(world);
  const alarms = await aboutAlarms(world, sent, timeline);
  const messages = await aboutMessages(world);
  const runs = await aboutRuns(world, timeline);
  const approvals = await aboutApprovals(world, timeline);
  return {
    faults: [
      ...alarms.faults,
      ...messages.faults,
      ...runs.faults,
      ...approvals.faults,
      ...(await aboutRecord(world, timeline)),
      ...(await aboutSecrets(world)),
      ...aboutStuck(await waiting(world)),
      ...aboutCallers(world),
    ],
    counts: {
      alarms: alarms.accepted,
      lost: alarms.lost + messages.lost,
      doubled: alarms.doubled + messages.doubled,
      messages: messages.count,
      "out of order": messages.outOfOrder,
      runs: runs.count,
    },
    acts: approvals.acts,
  };
}
