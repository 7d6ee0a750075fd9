import type { ProcessRole } from "./config/form.ts";
import type { Parts } from "./parts.ts";
import { startIntake } from "./roles/intake.ts";
import type { OnStop } from "./roles/repeat.ts";
import { startSender } from "./roles/sender.ts";
import { startSlack } from "./roles/slack.ts";
import { startWorker } from "./roles/worker.ts";

/** What each role does from its start to its stop. They know nothing of each other: the record is between them. */
export const roleStarters: Record<ProcessRole, (parts: Parts, onStop: OnStop) => Promise<void>> = {
  sender: startSender,
  worker: startWorker,
  slack: startSlack,
  intake: startIntake,
  // What it serves is opened with HTTP, when every role runs.
  async web() {},
};
