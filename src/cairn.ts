import { randomUUID } from "node:crypto";
import { ConfirmSubscriptionCommand, SNSClient } from "@aws-sdk/client-sns";
import { createAlarmIntake } from "./aws/alarm-intake.ts";
import { createAwsClients } from "./aws/clients.ts";
import { createEventsDestination } from "./aws/events-destination.ts";
import { createEventsOut } from "./aws/events-out.ts";
import type { Config } from "./config.ts";
import { roles as allRoles, type ProcessRole } from "./config-form.ts";
import { createEngines } from "./engines.ts";
import { deliverOutbox } from "./flows/deliver-outbox.ts";
import { executeRun } from "./flows/execute-run.ts";
import { transcriptOf } from "./flows/export-transcript.ts";
import type { Destination, OutboxDestination, Ports } from "./flows/ports.ts";
import { receiveAlarm } from "./flows/receive-alarm.ts";
import { sweep } from "./flows/sweep.ts";
import { triageInbox } from "./flows/triage-inbox.ts";
import { createIntake } from "./http/intake.ts";
import { createHttpServer } from "./http/server.ts";
import type { Log } from "./log.ts";
import { keepDoing, type Loop } from "./loop.ts";
import { createDoorbell } from "./queue/doorbell.ts";
import { readRunbooks, shippedRunbooks } from "./runbook-folder.ts";
import { connectSlack } from "./slack/connection.ts";
import { bindFlows, registerListeners } from "./slack/listeners/index.ts";
import { createSlackDestination } from "./slack/outbox-sender.ts";
import { slackPace } from "./slack/pace.ts";
import { createPeople } from "./slack/people.ts";
import { createBudget } from "./store/budget.ts";
import { migrate } from "./store/migrate.ts";
import { openPool, waitForDatabase } from "./store/pool.ts";
import { createStore } from "./store/store.ts";

/** Runs worked on at a time, and threads written to at a time, by one process. */
const workers = 8;
const senders = 4;
const sweepEveryMs = 5_000;

export interface Cairn {
  ports: Ports;
  /** Ports that were taken, for people and tests. */
  listening: { http?: number; slack?: number };
  /** Stops taking work, lets what is under way end within 25 s, then closes everything. */
  stop(): Promise<void>;
}

export interface CairnOptions {
  config: Config;
  databaseUrl: string;
  log: Log;
  clock?: () => Date;
  /** How fast Slack is written to; Slack's own limits unless told otherwise. */
  pace?: typeof slackPace;
  /** Called when Slack cannot be reached for minutes: end the process, so that it is started anew. */
  onLost?: () => void;
}

/** Builds the parts that the roles need, joins them and starts them. */
export async function startCairn({
  config,
  databaseUrl,
  log,
  onLost,
  pace = slackPace,
  clock = () => new Date(),
}: CairnOptions): Promise<Cairn> {
  const { file, environment } = config;
  const roles = new Set<ProcessRole>(environment.CAIRN_ROLES ?? allRoles);
  // What was started last is stopped first.
  const stops: (() => Promise<void> | void)[] = [];
  const loops: Loop[] = [];
  const stop = async () => {
    const ended = (async () => {
      for (const stopPart of stops.splice(0).reverse()) await stopPart();
    })();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 25_000).unref())]);
  };

  try {
    await waitForDatabase(databaseUrl, { log });
    await migrate(databaseUrl);
    const pool = await openPool({ databaseUrl, log, workers });
    stops.push(() => pool.end());
    const store = createStore({
      pool,
      newId: randomUUID,
      clock,
      destinations: file.events === undefined ? ["slack"] : ["slack", "events"],
    });

    const region = file.intake.region ?? file.accounts[0]?.regions[0] ?? "us-east-1";
    const clients = createAwsClients({
      accounts: file.accounts.map(({ role, ...account }) => ({ ...account, roleArn: role })),
      region,
      endpoint: environment.CAIRN_AWS_ENDPOINT,
      now: clock,
    });
    stops.push(() => clients.close());
    const takeBudget = createBudget(pool, { perSecond: file.budget.perSecond });

    const slack = await connectSlack({
      botToken: environment.SLACK_BOT_TOKEN,
      slackApiUrl: environment.SLACK_API_URL,
      mode: slackMode(config),
      log,
      onLost,
    });
    await slack.checkChannels([file.slack.channel, ...file.routes.flatMap(({ channel }) => channel ?? [])]);

    const doorbell = await createDoorbell({
      redisUrl: environment.REDIS_URL,
      databaseUrl,
      log,
      concurrency: workers,
      acceptLossyRedis: environment.CAIRN_REDIS_UNSAFE === "yes",
    });
    stops.push(() => doorbell.close());

    const ports: Ports = {
      store,
      clock,
      newId: randomUUID,
      doorbell,
      every: (ms, work) => {
        const timer = setInterval(work, ms);
        return () => clearInterval(timer);
      },
      runbooks: runbookShelf(file.runbooks ?? shippedRunbooks, log),
      enginesFor: createEngines(file.accounts, { clients, takeBudget, now: clock }),
      people: createPeople({
        // A click is to be answered within three seconds, whoever asks is waiting.
        client: slack.clients.quick,
        roles: file.people,
        teamId: slack.identity.teamId,
        log,
      }),
      settings: {
        channel: file.slack.channel,
        routes: file.routes,
        accounts: file.accounts,
        lists: file.lists,
        severity: file.severity,
      },
    };
    const repeat = (name: string, parts: Omit<Parameters<typeof keepDoing>[0], "name" | "log">) => {
      const loop = keepDoing({ name, log, ...parts });
      loops.push(loop);
      stops.push(() => loop.stop());
    };

    if (roles.has("sender")) {
      const destinations: [OutboxDestination, Destination][] = [
        [
          "slack",
          createSlackDestination({
            client: slack.clients.sending,
            botId: slack.identity.botId,
            reads: store,
            runbooks: ports.runbooks,
            transcript: (incidentId) => transcriptOf(store, incidentId),
            pace,
            log,
          }),
        ],
      ];
      if (file.events) {
        const put = createEventsOut({
          eventbridge: clients.eventbridge,
          busName: file.events.bus,
          source: "cairn",
        });
        destinations.push(["events", createEventsDestination(put, store)]);
      }
      const monotonic = () => performance.now();
      for (const [name, destination] of destinations)
        for (let sender = 1; sender <= (name === "slack" ? senders : 1); sender++)
          repeat(`${name} sender ${sender}`, {
            work: () => deliverOutbox({ store, monotonic }, { name, destination }),
            onNews: (wake) => store.onNews("outbox", wake),
            idleMs: 500,
          });
    }

    if (roles.has("worker")) {
      await doorbell.onRing((runId) => executeRun(ports, runId));
      repeat("sweep", { work: () => sweep(ports).then(() => false), idleMs: sweepEveryMs });
    }

    if (roles.has("slack")) {
      registerListeners(
        slack.app,
        {
          ...ports,
          flows: bindFlows(ports),
          reads: store,
          quick: slack.clients.quick,
          commands: file.slack.commands,
          log,
        },
        slack.identity.botUserId,
      );
      await slack.start();
      stops.push(() => slack.stop());
    }

    const listening: Cairn["listening"] = { slack: slack.port() };
    if (roles.has("intake")) {
      repeat("triage", {
        work: () => triageInbox(ports),
        onNews: (wake) => store.onNews("inbox", wake),
        idleMs: 1_000,
      });
      const receive = (message: Parameters<typeof receiveAlarm>[1]) => receiveAlarm(ports, message);
      const checks: Record<string, () => boolean | Promise<boolean>> = {
        database: async () => (await pool.query("select 1")).rowCount === 1,
        queue: () => doorbell.healthy(),
        slack: () => !roles.has("slack") || slack.healthy(),
      };
      if (file.intake.queue !== undefined) {
        const intake = createAlarmIntake({ sqs: clients.sqs, queueUrl: file.intake.queue, receive, log });
        intake.start();
        stops.push(() => intake.stop());
        checks.intake = () => intake.healthy();
      }
      const port = environment.CAIRN_HTTP_PORT ?? file.http.port;
      if (port !== undefined) {
        const keys = [environment.CAIRN_INTAKE_KEY, environment.CAIRN_INTAKE_KEY_NEXT].filter(
          (key) => key !== undefined,
        );
        const sns =
          file.intake.topics.length === 0 ? undefined : { topics: file.intake.topics, confirmSubscription };
        const routers = [createIntake({ receive, keys, sns, clock, log })];
        const server = createHttpServer({ port, routers, checks, log });
        listening.http = (await server.start()).port;
        stops.push(() => server.stop());
      }
    }

    async function confirmSubscription({
      topicArn,
      token,
    }: {
      topicArn: string;
      token: string;
    }): Promise<void> {
      const sns = new SNSClient({ region: topicArn.split(":")[3], endpoint: environment.CAIRN_AWS_ENDPOINT });
      await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token }));
    }

    log.info({ roles: [...roles] }, "Cairn is up");
    return { ports, listening, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function slackMode({ file, environment }: Config): Parameters<typeof connectSlack>[0]["mode"] {
  // readConfig has made sure that the secret of the mode is there.
  return file.slack.mode === "socket"
    ? { socket: { appToken: environment.SLACK_APP_TOKEN ?? "" } }
    : { http: { signingSecret: environment.SLACK_SIGNING_SECRET ?? "", port: file.slack.port } };
}

function runbookShelf(folder: string, log: Log): Ports["runbooks"] {
  const { runbooks, faults } = readRunbooks(folder);
  for (const fault of faults) log.error({ fault: fault.message }, "a runbook is broken and left out");
  const byId = new Map(runbooks.map((runbook) => [runbook.id, runbook]));
  return { all: () => runbooks, byId: (id) => byId.get(id) };
}
