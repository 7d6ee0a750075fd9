import type { AccessLog } from "./access-log.ts";
import type { AlarmToRaise } from "./alarm-to-raise.ts";
import type { ScenarioAnswer } from "./scenario-answer.ts";
import type { TrailGap } from "./trail-gap.ts";
import type { TrailRecord } from "./trail-record.ts";

export type ScenarioName =
  | "stolen-key"
  | "root-sign-in"
  | "trail-tampering"
  | "public-bucket"
  | "proxy-abuse"
  | "bad-deploy";

export interface ScenarioOptions {
  /** The story ends a quarter of an hour before this time, its alarms a few minutes before. */
  now: Date;
  /** 1 unless told. Another seed tells the same story with other keys, ids and noise. */
  seed?: number;
  accountId?: string;
  /** How many records of ordinary life there are around the story: 20,000 unless told. */
  ordinaryRecords?: number;
}

/** A story for the sandbox: what is recorded, what rings, and what a good investigation must find. */
export interface Scenario<Answer extends ScenarioAnswer = ScenarioAnswer> {
  name: ScenarioName;
  title: string;
  accountId: string;
  /** All that happened, oldest first, as Event history has it. A few are there twice, as in a real trail. */
  records: TrailRecord[];
  /** When the trail delivered less than happened; `deliveredRecords` tells what its bucket and log group hold. */
  trailGaps: TrailGap[];
  /** What the proxies in front of the account wrote; left out when the story is not about them. */
  accessLogs?: AccessLog[];
  /** Every change of an alarm's state, oldest first. */
  alarms: AlarmToRaise[];
  answer: Answer;
}
