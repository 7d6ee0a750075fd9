import { ConfirmSubscriptionCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Router } from "express";
import { createAlarmIntake } from "./aws/alarm-intake.ts";
import { createAlarmStates } from "./aws/alarm-states.ts";
import { createAlarmTags } from "./aws/alarm-tags.ts";
import type { ProcessRole } from "./config/form.ts";
import { CairnError } from "./domain/errors.ts";
import { shortId } from "./domain/incident/incident.ts";
import { endMutes } from "./flows/alarms/end-mutes.ts";
import { learnTags, type TagsOf } from "./flows/alarms/learn-tags.ts";
import { triageInbox } from "./flows/alarms/triage-inbox.ts";
import { climbLadders } from "./flows/escalation/climb-ladders.ts";
import { sendReminders } from "./flows/follow-up/send-reminders.ts";
import { settleQuiet } from "./flows/incidents/settle-quiet.ts";
import { wakeIncidents } from "./flows/incidents/wake-incidents.ts";
import type { Destination, OutboxDestination } from "./flows/ports.ts";
import { reconcile } from "./flows/reconcile.ts";
import { executeRun } from "./flows/runs/execute-run.ts";
import { showPlaces } from "./flows/runs/show-places.ts";
import { sweep } from "./flows/sweep.ts";
import { completeThreads } from "./flows/thread/complete-threads.ts";
import { deliverOutbox } from "./flows/thread/deliver-outbox.ts";
import { keepChannels } from "./flows/thread/keep-channels.ts";
import { watchDeliveries } from "./flows/thread/watch-deliveries.ts";
import { haltable } from "./haltable.ts";
import { createIntake } from "./http/intake.ts";
import { createMetricsPage } from "./http/metrics-page.ts";
import type { HttpServer } from "./http/server.ts";
import { keepHomes } from "./keep-homes.ts";
import { keepDoing } from "./loop.ts";
import { measuredRun } from "./measure.ts";
import { channelsOf, type Parts } from "./parts.ts";
import { createIsThere } from "./slack/is-there.ts";
import { bindFlows, registerListeners } from "./slack/listeners/index.ts";
import { createDepths } from "./store/depths.ts";
import { createTrouble } from "./trouble.ts";

/** Threads written to at a time by one process. */
const senders = 4;
const placesEveryMs = 4_000;
const tagsEveryMs = 1_000;
const reconcileEveryMs = 300_000;
const tendEveryMs = 15_000;
/** Changes that come together show together on App Homes. */
const homesRestMs = 3_000;

type OnStop = (stop: () => Promise<void> | void) => void;
type Work = Omit<Parameters<typeof keepDoing>[0], "log">;

function repeat({ log }: Parts, onStop: OnStop, work: Work): void {
  const loop = keepDoing({ log, ...work });
  onStop(() => loop.stop());
}

/** What each role does from its start to its stop. They know nothing of each other: the record is between them. */
export const roleStarters: Record<ProcessRole, (parts: Parts, onStop: OnStop) => Promise<void>> = {
  async sender(parts, onStop) {
    const { ports } = parts;
    const deliver = (name: OutboxDestination, destination: Destination, sender: number) =>
      repeat(parts, onStop, {
        name: `${name} sender ${sender}`,
        work: () =>
          deliverOutbox(
            { ...ports, monotonic: () => performance.now() },
            { name, destination },
            parts.times.delivery,
          ),
        onNews: (wake) => ports.store.onNews("outbox", wake),
        idleMs: 500,
      });
    const { slack, events, alerts } = parts.destinations;
    for (let sender = 1; sender <= senders; sender++) deliver("slack", slack, sender);
    if (events) deliver("events", events, 1);
    if (alerts) deliver("alerts", alerts, 1);
  },

  async worker(parts, onStop) {
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
  },

  async slack(parts, onStop) {
    const { ports, slack, config, log, checks, pool, turns } = parts;
    const monotonic = () => performance.now();
    checks.ready.slack = () => (slack.healthy() ? undefined : "No connection to Slack is open.");
    const desk = {
      ...ports,
      flows: bindFlows(ports),
      reads: ports.store,
      quick: slack.clients.quick,
      commands: config.file.slack.commands,
      workspaceUrl: slack.identity.url,
      trouble: createTrouble({ checks, depths: createDepths(pool).read, monotonic }),
      log,
    };
    registerListeners(slack.app, desk, slack.identity.botUserId);
    await slack.start();
    onStop(() => slack.stop());
    const onNews = (changed: () => void) => ports.store.onNews("outbox", changed);
    const homes = keepHomes(desk, { turns, onNews, monotonic });
    onStop(homes.stop);
    repeat(parts, onStop, { name: "app homes", work: homes.work, idleMs: homesRestMs });
  },

  async intake(parts, onStop) {
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
  },

  // What it serves is opened with HTTP, when every role runs.
  async web() {},
};

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

/** By one process at a time, however many there are. */
async function holdAgainstOutside({ ports, turns, clients, slack, config, log }: Parts): Promise<void> {
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

/** What is served over HTTP, once there are parts: alarms only by those that take them in. */
export function serveHttp(
  server: HttpServer,
  parts: Parts,
  roles: ReadonlySet<ProcessRole>,
  pages: Router | undefined,
): void {
  const { config, ports, log, checks, metrics } = parts;
  const { file, environment } = config;
  const intake = createIntake({
    receive: parts.receive,
    keys: [environment.CAIRN_INTAKE_KEY, environment.CAIRN_INTAKE_KEY_NEXT].filter(
      (key) => key !== undefined,
    ),
    sns:
      file.intake.topics.length === 0
        ? undefined
        : { topics: file.intake.topics, confirmSubscription: confirmWith(environment.CAIRN_AWS_ENDPOINT) },
    clock: ports.clock,
    log,
  });
  const routers = [
    createMetricsPage(metrics.page),
    ...(roles.has("intake") ? [intake] : []),
    ...(pages ? [pages] : []),
  ];
  server.open({ routers, checks });
}

const confirmWith =
  (endpoint: string | undefined) =>
  async ({ topicArn, token }: { topicArn: string; token: string }): Promise<void> => {
    const sns = new SNSClient({ region: topicArn.split(":")[3], endpoint });
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token }));
  };
