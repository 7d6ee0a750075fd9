import { ConfirmSubscriptionCommand, SNSClient } from "@aws-sdk/client-sns";
import { createAlarmIntake } from "./aws/alarm-intake.ts";
import { createAlarmStates } from "./aws/alarm-states.ts";
import type { ProcessRole } from "./config-form.ts";
import { shortId } from "./domain/incident.ts";
import { deliverOutbox } from "./flows/deliver-outbox.ts";
import { executeRun } from "./flows/execute-run.ts";
import type { Destination, OutboxDestination } from "./flows/ports.ts";
import { reconcile } from "./flows/reconcile.ts";
import { showPlaces } from "./flows/show-places.ts";
import { sweep } from "./flows/sweep.ts";
import { triageInbox } from "./flows/triage-inbox.ts";
import { wakeIncidents } from "./flows/wake-incidents.ts";
import { watchDeliveries } from "./flows/watch-deliveries.ts";
import type { HealthChecks } from "./http/health.ts";
import { createIntake } from "./http/intake.ts";
import { createHttpServer } from "./http/server.ts";
import { keepDoing } from "./loop.ts";
import { channelsOf, type Parts } from "./parts.ts";
import { createIsThere } from "./slack/is-there.ts";
import { bindFlows, registerListeners } from "./slack/listeners/index.ts";

/** Threads written to at a time by one process. */
const senders = 4;
const placesEveryMs = 4_000;
const reconcileEveryMs = 300_000;
const queueLostAfterMs = 90_000;

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
    await ports.doorbell.onRing((runId) => executeRun(ports, runId));
    const work = async () => {
      await sweep(ports);
      await wakeIncidents(ports);
      return false;
    };
    repeat(parts, onStop, { name: "sweep", work, idleMs: parts.times.sweepMs });
    const places = () => showPlaces(ports).then(() => false);
    repeat(parts, onStop, { name: "queue places", work: places, idleMs: placesEveryMs });
    const watch = () => tellLateDeliveries(parts).then(() => false);
    repeat(parts, onStop, { name: "deliveries", work: watch, idleMs: parts.times.watchMs });
    const hold = () => holdAgainstOutside(parts).then(() => false);
    repeat(parts, onStop, { name: "reconcile", work: hold, idleMs: reconcileEveryMs });
    onStop(watchQueue(parts));
  },

  async slack({ ports, slack, config, log }, onStop) {
    const desk = {
      ...ports,
      flows: bindFlows(ports),
      reads: ports.store,
      quick: slack.clients.quick,
      commands: config.file.slack.commands,
      log,
    };
    registerListeners(slack.app, desk, slack.identity.botUserId);
    await slack.start();
    onStop(() => slack.stop());
  },

  async intake(parts, onStop) {
    const { ports, clients, config, log } = parts;
    repeat(parts, onStop, {
      name: "triage",
      work: () => triageInbox(ports),
      onNews: (wake) => ports.store.onNews("inbox", wake),
      idleMs: 1_000,
    });
    const { queue } = config.file.intake;
    if (queue === undefined) return;
    const intake = createAlarmIntake({ sqs: clients.sqs, queueUrl: queue, receive: parts.receive, log });
    intake.start();
    onStop(() => intake.stop());
  },
};

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
  await slack.checkChannels(channelsOf(config.file)).catch((err: unknown) => {
    log.error({ err }, "A channel does not take messages any more");
  });
}

/** BullMQ can be dead and say that it runs: a queue that stays silent ends the process. */
function watchQueue({ ports, log, onLost }: Parts): () => void {
  let aliveAt = performance.now();
  const stop = ports.every(5_000, () => {
    if (ports.doorbell.healthy()) aliveAt = performance.now();
    if (performance.now() - aliveAt < queueLostAfterMs) return;
    stop();
    log.error("the queue does not answer: this process ends, to be started anew");
    onLost();
  });
  return stop;
}

/** Health for every process, and alarms over HTTPS for those that take them in. Resolves to the port. */
export async function startHttp(
  parts: Parts,
  roles: ReadonlySet<ProcessRole>,
  onStop: OnStop,
): Promise<number | undefined> {
  const { config, ports, pool, slack, log } = parts;
  const { file, environment } = config;
  const port = environment.CAIRN_HTTP_PORT ?? file.http.port;
  if (port === undefined) return undefined;
  const checks: HealthChecks = {
    database: async () => (await pool.query("select 1")).rowCount === 1,
    queue: () => ports.doorbell.healthy(),
    slack: () => !roles.has("slack") || slack.healthy(),
  };
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
  const routers = roles.has("intake") ? [intake] : [];
  const server = createHttpServer({ port, routers, checks, log });
  const listening = await server.start();
  onStop(() => server.stop());
  return listening.port;
}

const confirmWith =
  (endpoint: string | undefined) =>
  async ({ topicArn, token }: { topicArn: string; token: string }): Promise<void> => {
    const sns = new SNSClient({ region: topicArn.split(":")[3], endpoint });
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token }));
  };
