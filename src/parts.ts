import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { apiRates } from "./aws/api-rates.ts";
import { type AwsClients, createAwsClients } from "./aws/clients.ts";
import type { Config } from "./config.ts";
import { createCoverage } from "./coverage.ts";
import { createDestinations, type Destinations } from "./destinations.ts";
import { UnavailableError } from "./domain/errors.ts";
import { isChannel } from "./domain/escalation/ladder.ts";
import { doorFirst } from "./door-first.ts";
import { createEngines } from "./engines.ts";
import { receiveAlarms } from "./flows/alarms/receive-alarm.ts";
import type { Destination, Doorbell, Ports, ReceiveAlarm, Turns } from "./flows/ports.ts";
import { keepChannels } from "./flows/thread/keep-channels.ts";
import type { HealthChecks } from "./http/health.ts";
import type { Log } from "./log.ts";
import { measuredBudget, measuredDestination, measuredFetch, measuredReceive } from "./measure.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { createDoorbell } from "./queue/doorbell.ts";
import { readRunbooks, shippedRunbooks } from "./runbook-folder.ts";
import { connectSlack, type SlackConnection } from "./slack/connection.ts";
import { type SlackPace, slackPace } from "./slack/pace.ts";
import { createPeople } from "./slack/people.ts";
import { createReadThread } from "./slack/read-thread.ts";
import { createBudget } from "./store/budget.ts";
import { migrate } from "./store/database/migrate.ts";
import { openPool, waitForDatabase } from "./store/database/pool.ts";
import { createTurns } from "./store/database/turns.ts";
import { createDeliveries } from "./store/deliveries.ts";
import { createDepths } from "./store/depths.ts";
import { createStore } from "./store/store.ts";
import { type Times, times } from "./times.ts";

/** Runs that one process works on at a time. */
const workers = 8;
/** What is under way when the process is asked to stop may take this long; less than the whole stop may. */
const finishWithinMs = 20_000;

export interface CairnOptions {
  config: Config;
  databaseUrl: string;
  log: Log;
  clock?: () => Date;
  /** How fast Slack is written to; Slack's own limits unless told otherwise. */
  pace?: SlackPace;
  /** Called when Slack or the queue cannot be reached for minutes: end the process, so that it is started anew. */
  onLost?: () => void;
  /** Ends a start that still waits for the database, the queue or Slack. */
  signal?: AbortSignal;
  times?: Times;
  /** Whatever is done to the parts before the roles get them: tests take a mechanism out, or end the process in one. */
  tamper?: (parts: Parts) => Parts;
}

/** Everything that the roles of a process share. */
export interface Parts {
  config: Config;
  log: Log;
  pace: SlackPace;
  turns: Turns;
  onLost: () => void;
  pool: pg.Pool;
  slack: SlackConnection;
  clients: AwsClients;
  /** Region of queue, bus and topics. */
  region: string;
  ports: Ports & { doorbell: Doorbell };
  times: Times;
  metrics: Metrics;
  /** What health is asked about; roles add what they stand on. */
  checks: HealthChecks;
  receive: ReceiveAlarm;
  /** Resolves at once unless many alarms come at this moment. */
  calm: () => Promise<void>;
  destinations: Destinations;
}

/** Builds the parts; what must be closed again is told to `onStop`, in the order in which it was opened. */
export async function buildParts(
  options: CairnOptions,
  onStop: (stop: () => Promise<void> | void) => void,
  /** Ends the waiting for neighbours that are not there yet. */
  signal: AbortSignal,
): Promise<Parts> {
  const { config, databaseUrl, log, onLost = () => {}, pace = slackPace, clock = () => new Date() } = options;
  const { file, environment } = config;
  await waitForDatabase(databaseUrl, { log, signal });
  await migrate(databaseUrl);
  const pool = await openPool({ databaseUrl, log, workers, signal });
  onStop(() => pool.end());
  const store = createStore({
    pool,
    newId: randomUUID,
    clock,
    destinations: [
      "slack",
      ...(file.events === undefined ? [] : (["events"] as const)),
      ...(file.alerts === undefined ? [] : (["alerts"] as const)),
    ],
  });

  const region = file.intake.region ?? file.accounts[0]?.regions[0] ?? "us-east-1";
  const clients = createAwsClients({
    accounts: file.accounts.map(({ role, ...account }) => ({ ...account, roleArn: role })),
    region,
    endpoint: environment.CAIRN_AWS_ENDPOINT,
    now: clock,
  });
  onStop(() => clients.close());

  const metrics = createMetrics(log);
  const slack = await connectWhenThere(
    {
      fetch: measuredFetch(metrics),
      botToken: environment.SLACK_BOT_TOKEN,
      slackApiUrl: environment.SLACK_API_URL,
      mode: slackMode(config),
      callMs: options.times?.delivery.callMs,
      deliveries: createDeliveries(pool),
      log,
      onLost,
    },
    signal,
  );
  // Before anything is opened there: whether an incident is private is decided by its channel.
  await keepChannels({ store, clock }, await slack.checkChannels(channelsOf(file)));

  const doorbell = await createDoorbell({
    redisUrl: environment.REDIS_URL,
    databaseUrl,
    log,
    concurrency: workers,
    acceptLossyRedis: environment.CAIRN_REDIS_UNSAFE === "yes",
    closeWithinMs: finishWithinMs,
    heartbeatMs: options.times?.heartbeatMs,
    signal,
  });
  onStop(() => doorbell.close());

  const takeBudget = measuredBudget(metrics, createBudget(pool, { perSecond: apiRates(file.budget) }));
  const enginesFor = createEngines(file, { clients, takeBudget, now: clock });
  const people = createPeople({
    // A click is to be answered within three seconds: whoever asks is waiting.
    client: slack.clients.quick,
    roles: file.people,
    teamId: slack.identity.teamId,
    privateChannels: () => store.privateChannels(),
    log,
  });
  const ports = {
    store,
    clock,
    newId: randomUUID,
    doorbell,
    every: (ms: number, work: () => void) => {
      const timer = setInterval(work, ms);
      return () => clearInterval(timer);
    },
    runbooks: runbookShelf(file.runbooks ?? shippedRunbooks, log),
    enginesFor,
    coverage: createCoverage(file, { clients, takeBudget, now: clock, enginesFor }),
    people,
    readThread: createReadThread({ client: slack.clients.sending, people }),
    settings: {
      channel: file.slack.channel,
      routes: file.routes,
      accounts: file.accounts,
      lists: file.lists,
      severity: file.severity,
      identities: file.identities,
      baselineSeconds: file.baseline,
      whatChanged: file.whatChanged,
      resolve: file.resolve,
      reminders: {
        off: file.reminders.off,
        staleAfterMs: file.reminders.stale * 1000,
        noCommanderAfterMs: file.reminders.noCommander * 1000,
        followUpsAfterMs: file.reminders.followUps * 1000,
        hours: file.reminders.hours,
      },
      ladders: file.ladders,
      ladder: file.ladder,
      leads: file.people.leads,
      ...(file.events && { bus: file.events.bus }),
      grouping: {
        by: file.grouping.by,
        reopenWithinMs: file.grouping.reopenWithin * 1000,
        stormAt: file.grouping.stormAt,
      },
    },
  };
  const { receive, calm } = doorFirst(measuredReceive(metrics, receiveAlarms(ports)));
  const depths = createDepths(pool);
  metrics.gauge({ depths: depths.read, slackConnections: () => slack.connections(), database: pool });
  const checks: HealthChecks = {
    ready: {
      database: async () => void (await pool.query("select 1")),
      queue: () => doorbell.trouble(),
    },
    alive: {},
  };
  const parts = {
    ...{
      config,
      log,
      turns: createTurns(pool),
      pace,
      onLost,
      pool,
      slack,
      clients,
      region,
      ports,
      receive,
      calm,
    },
    times: options.times ?? times,
    ...{ metrics, checks },
  };
  const { slack: toSlack, events, alerts } = createDestinations(parts);
  const record = { shown: store.shown, secondsSinceAlarm: depths.secondsSinceAlarm };
  const measured = (name: string, destination: Destination) =>
    measuredDestination(metrics, name, destination, record);
  const destinations = {
    slack: measured("slack", toSlack),
    events: events && measured("events", events),
    alerts: alerts && measured("alerts", alerts),
  };
  return { ...parts, destinations };
}

/** Slack may be down while we start: it is waited for, as the database and the queue are. */
async function connectWhenThere(
  options: Parameters<typeof connectSlack>[0],
  signal: AbortSignal,
): Promise<SlackConnection> {
  for (let waited = false; ; waited = true) {
    signal.throwIfAborted();
    try {
      const slack = await connectSlack(options);
      if (waited) options.log.info("Slack answers");
      return slack;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      if (!waited) options.log.warn({ reason: error.message }, "waiting for Slack");
      await sleep(1_000, undefined, { signal }).catch(() => {});
    }
  }
}

/** All that incidents may be posted to, and that ladders call. */
export const channelsOf = ({ slack, routes, ladders }: Config["file"]): string[] => [
  slack.channel,
  ...routes.flatMap(({ channel }) => channel ?? []),
  ...Object.values(ladders).flatMap(({ rungs }) => rungs.flatMap(({ notify }) => notify.filter(isChannel))),
];

function slackMode({ file, environment }: Config): Parameters<typeof connectSlack>[0]["mode"] {
  // readConfig has made sure that the secret of the mode is there.
  return file.slack.mode === "socket"
    ? { socket: { appToken: environment.SLACK_APP_TOKEN ?? "" } }
    : { http: { signingSecret: environment.SLACK_SIGNING_SECRET ?? "", port: file.slack.port } };
}

function runbookShelf(folder: string, log: Log): Ports["runbooks"] {
  const { runbooks, faults, broken } = readRunbooks(folder);
  for (const fault of faults) log.error({ fault: fault.message }, "a runbook is broken and left out");
  const byId = new Map(runbooks.map((runbook) => [runbook.id, runbook]));
  return { all: () => runbooks, byId: (id) => byId.get(id), broken: () => broken };
}
