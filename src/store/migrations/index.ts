import { record } from "./0001-record.ts";
import { asking } from "./0002-asking.ts";
import { askingAgain } from "./0003-asking-again.ts";
import { whatChanged } from "./0004-what-changed.ts";
import { identity } from "./0005-identity.ts";
import { approval } from "./0006-approval.ts";
import { deliveries } from "./0007-deliveries.ts";
import { storms } from "./0008-storms.ts";
import { escalation } from "./0010-escalation.ts";
import { tending } from "./0011-tending.ts";
import { home } from "./0012-home.ts";
import { steps } from "./0013-steps.ts";
import { thread } from "./0014-thread.ts";
import { pages } from "./0015-pages.ts";
import { threadChain } from "./0016-thread-chain.ts";
import { commitMarks } from "./0017-commit-marks.ts";
import { overtaking } from "./0018-overtaking.ts";

export interface Migration {
  number: number;
  name: string;
  sql: string;
}

/** Forward only. Never change one that was released: add the next. */
export const migrations: readonly Migration[] = [
  { number: 1, name: "record", sql: record },
  { number: 2, name: "asking", sql: asking },
  { number: 3, name: "asking-again", sql: askingAgain },
  { number: 4, name: "what-changed", sql: whatChanged },
  { number: 5, name: "identity", sql: identity },
  { number: 6, name: "approval", sql: approval },
  { number: 7, name: "deliveries", sql: deliveries },
  { number: 8, name: "storms", sql: storms },
  { number: 10, name: "escalation", sql: escalation },
  { number: 11, name: "tending", sql: tending },
  { number: 12, name: "home", sql: home },
  { number: 13, name: "steps", sql: steps },
  { number: 14, name: "thread", sql: thread },
  { number: 15, name: "pages", sql: pages },
  { number: 16, name: "thread-chain", sql: threadChain },
  { number: 17, name: "commit-marks", sql: commitMarks },
  { number: 18, name: "overtaking", sql: overtaking },
];
