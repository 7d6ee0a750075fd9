import { createAlarmStates } from "../aws/alarm-states.ts";
import { reconcile } from "../flows/reconcile.ts";
import { completeThreads } from "../flows/thread/complete-threads.ts";
import { keepChannels } from "../flows/thread/keep-channels.ts";
import { channelsOf } from "../parts/channels-of.ts";
import type { Parts } from "../parts.ts";
import { createIsThere } from "../slack/is-there.ts";

export const reconcileEveryMs = 300_000;

/** Holds the record against CloudWatch and Slack; by one process at a time, however many there are. */
export async function holdAgainstOutside(parts: Parts): Promise<void> {
  const { ports, turns, clients, slack, config, log } = parts;
  const mine = await turns.take("reconcile", { perMinute: 60_000 / reconcileEveryMs, burst: 1 });
  if (mine > 0) return;
  const outside = {
    alarmStates: createAlarmStates(clients),
    isThere: createIsThere(slack.clients.sending),
  };
  for (const err of await reconcile(ports, outside))
    log.warn({ err }, "An incident could not be held against CloudWatch and Slack");
  const { readThread } = ports;
  for (const err of readThread ? await completeThreads({ ...ports, readThread }) : [])
    log.warn({ err }, "A thread could not be read back into the record");
  await slack.checkChannels(channelsOf(config.file)).catch((err: unknown) => {
    log.error({ err }, "A channel does not take messages any more");
  });
  // A channel that was made private, or public, takes its incidents with it.
  await keepChannels(ports, await slack.channelKinds(await ports.store.incidentChannels()));
}
