import { createAlarmTags } from "../aws/alarm-tags.ts";
import { CairnError } from "../domain/errors.ts";
import { shortId } from "../domain/incident/incident.ts";
import { endMutes } from "../flows/alarms/end-mutes.ts";
import { learnTags, type TagsOf } from "../flows/alarms/learn-tags.ts";
import { climbLadders } from "../flows/escalation/climb-ladders.ts";
import { sendReminders } from "../flows/follow-up/send-reminders.ts";
import { settleQuiet } from "../flows/incidents/settle-quiet.ts";
import { wakeIncidents } from "../flows/incidents/wake-incidents.ts";
import { executeRun } from "../flows/runs/execute-run.ts";
import { showPlaces } from "../flows/runs/show-places.ts";
import { sweep } from "../flows/sweep.ts";
import { watchDeliveries } from "../flows/thread/watch-deliveries.ts";
import { measuredRun } from "../parts/measure.ts";
import type { Parts } from "../parts.ts";
import { haltable } from "./haltable.ts";
import { holdAgainstOutside, reconcileEveryMs } from "./hold-against-outside.ts";
import { type OnStop, repeat } from "./repeat.ts";

const placesEveryMs = 4_000;
const tagsEveryMs = 1_000;
const tendEveryMs = 15_000;

/** Runs queries, and looks after what nobody is looking after. */
export async function startWorker(parts: Parts, onStop: OnStop): Promise<void> {
  const { ports } = parts;
  const halt = new AbortController();
  const asked = { ...ports, enginesFor: haltable(ports.enginesFor, halt.signal) };
  await ports.doorbell.onRing(measuredRun(parts.metrics, ports.store, (runId) => executeRun(asked, runId)));
  onStop(async () => {
    // Whatever takes longer is put back, so that another worker takes it at once and not when its lease ends.
    const timer = setTimeout(() => halt.abort(new Error("This worker stops.")), parts.times.putBackMs);
    await ports.doorbell.close();
    clearTimeout(timer);
  });
  const work = async () => {
    await sweep(ports);
    await wakeIncidents(ports);
    await climbLadders(ports);
    await endMutes(ports);
    return false;
  };
  repeat(parts, onStop, { name: "sweep", work, idleMs: parts.times.sweepMs });
  const tags = createAlarmTags(parts.clients);
  repeat(parts, onStop, { name: "tags", work: () => readTags(parts, tags), idleMs: tagsEveryMs });
  const places = () => showPlaces(ports).then(() => false);
  repeat(parts, onStop, { name: "queue places", work: places, idleMs: placesEveryMs });
  const watch = () => tellLateDeliveries(parts).then(() => false);
  repeat(parts, onStop, { name: "deliveries", work: watch, idleMs: parts.times.watchMs });
  const tend = () => tendIncidents(parts).then(() => false);
  repeat(parts, onStop, { name: "tending", work: tend, idleMs: tendEveryMs });
  const hold = () => holdAgainstOutside(parts).then(() => false);
  repeat(parts, onStop, { name: "reconcile", work: hold, idleMs: reconcileEveryMs });
  onStop(watchQueue(parts));
}

async function readTags({ ports, log }: Parts, tagsOf: TagsOf): Promise<boolean> {
  const { faults, more } = await learnTags(ports, tagsOf);
  for (const fault of faults) {
    // An alarm that is gone or a missing right is said in a sentence: of ten thousand alarms, ten thousand times.
    const why = fault instanceof CairnError ? { reason: fault.message } : { err: fault };
    log.warn(why, "The tags of an alarm could not be read");
  }
  return more;
}

/** The log is a way of its own: it needs neither Slack nor AWS. */
async function tellLateDeliveries({ ports, times, log }: Parts): Promise<void> {
  const late = await watchDeliveries(ports, times.lateMs);
  if (late === undefined) return;
  const incidents = late.incidents.map(({ number }) => shortId({ number }));
  log.error(
    { messages: late.messages, incidents, why: late.why },
    "Slack has not shown messages for a minute",
  );
}

/** Once in a while by one of the processes: it looks at every open incident. */
async function tendIncidents({ ports, turns }: Parts): Promise<void> {
  if ((await turns.take("tend incidents", { perMinute: 60_000 / tendEveryMs, burst: 1 })) > 0) return;
  await settleQuiet(ports);
  await sendReminders(ports);
}

/** BullMQ can be dead and say that it runs: a queue whose heartbeat stays away for 90 s ends the process. */
function watchQueue({ ports, log, onLost, checks }: Parts): () => void {
  checks.alive.heartbeat = () =>
    ports.doorbell.healthy() ? undefined : "No heartbeat came back from the queue for 90 s.";
  const stop = ports.every(5_000, () => {
    if (ports.doorbell.healthy()) return;
    stop();
    log.error("the queue does not answer: this process ends, to be started anew");
    onLost();
  });
  return stop;
}
