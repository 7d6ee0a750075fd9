import { createAlarmIntake } from "../aws/alarm-intake.ts";
import { triageInbox } from "../flows/alarms/triage-inbox.ts";
import type { Parts } from "../parts.ts";
import { type OnStop, repeat } from "./repeat.ts";

/** Takes alarms in and sorts them into incidents. */
export async function startIntake(parts: Parts, onStop: OnStop): Promise<void> {
  const { ports, clients, config, log, checks } = parts;
  repeat(parts, onStop, {
    name: "triage",
    work: async () => {
      await parts.calm();
      return triageInbox(ports);
    },
    onNews: (wake) => ports.store.onNews("inbox", wake),
    idleMs: 1_000,
  });
  const { queue } = config.file.intake;
  if (queue === undefined) return;
  const intake = createAlarmIntake({ sqs: clients.sqs, queueUrl: queue, receive: parts.receive, log });
  intake.start();
  checks.ready["alarm queue"] = () => (intake.healthy() ? undefined : `The queue ${queue} cannot be read.`);
  onStop(() => intake.stop());
}
