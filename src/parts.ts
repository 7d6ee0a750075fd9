import { randomUUID } from "node:crypto";
import type pg from "pg";
import { apiRates } from "./aws/api-rates.ts";
import { type AwsClients, createAwsClients } from "./aws/clients.ts";
import type { Config } from "./config.ts";
import { receiveAlarms } from "./flows/alarms/receive-alarm.ts";
import type { Destination, Doorbell, Ports, ReceiveAlarm, Turns } from "./flows/ports.ts";
import { keepChannels } from "./flows/thread/keep-channels.ts";
import type { HealthChecks } from "./http/health.ts";
import type { Log } from "./log.ts";
import { channelsOf } from "./parts/channels-of.ts";
import { createCoverage } from "./parts/coverage.ts";
import { createDestinations, type Destinations } from "./parts/destinations.ts";
import { doorFirst } from "./parts/door-first.ts";
import { createEngines } from "./parts/engines.ts";
import { flowSettings } from "./parts/flow-settings.ts";
import { measuredBudget, measuredDestination, measuredFetch, measuredReceive } from "./parts/measure.ts";
import { createMetrics, type Metrics } from "./parts/metrics.ts";
import { runbookShelf } from "./parts/runbook-shelf.ts";
import { slackMode, slackWhenThere } from "./parts/slack-when-there.ts";
import { type Times, times } from "./parts/times.ts";
import { createDoorbell } from "./queue/doorbell.ts";
import { shippedRunbooks } from "./runbook-folder.ts";
import type { SlackConnection } from "./slack/connection.ts";
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
  const slack = await slackWhenThere(
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
    settings: flowSettings(file),
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
