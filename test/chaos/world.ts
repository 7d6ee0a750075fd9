import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SQSClient } from "@aws-sdk/client-sqs";
import pg from "pg";
import type { Account } from "../../src/sandbox/aws/index.ts";
import { startWorkspace, type Workspace } from "../../src/sandbox/slack/index.ts";
import { seedChannels } from "../../src/sandbox/slack/seed.ts";
import { waitForDatabase } from "../../src/store/database/pool.ts";
import { freePort, type Line, openLine, through } from "../integration/line.ts";
import { ask, quiet } from "../integration/postgres.ts";
import { accountId, credentials, openAccount, region } from "./account.ts";
import { type Child, startChild } from "./children.ts";
import type { Order } from "./order.ts";
import { quick } from "./order.ts";
import type { TestRedis } from "./redis.ts";

export const backends = ["postgres", "redis"] as const;
export type Backend = (typeof backends)[number];

export interface WorldOptions {
  backend: Backend;
  /** Of a server with rights to make databases. */
  serverUrl: string;
  redis: TestRedis | undefined;
  program: string;
  folder: string;
  /** Workspace and account live so much faster than we do. */
  speed: number;
  channels: number;
  /** More of cairn.yml. */
  settings?: string;
  /** How Slack reaches the bot. */
  delivery?: "socket" | "http";
  /** Cairn's events go on the bus, and from there what the customer's automation would get into a queue. */
  acts?: boolean;
}

/** Everything that Cairn touches, and as many Cairns as a scenario starts. */
export interface World {
  backend: Backend;
  workspace: Workspace;
  account: Account;
  channels: string[];
  /** Between the Cairns and their database, their Redis, and Slack's requests and them. */
  lines: { database: Line; redis: Line | undefined; slack: Line | undefined };
  pool: pg.Pool;
  redis: TestRedis | undefined;
  queueUrl: string;
  /** Where the customer's automation would take its events from. */
  actsUrl: string | undefined;
  sqs: SQSClient;
  intakeKey: string;
  children: Child[];
  start(wish: {
    name: string;
    roles?: string;
    order?: Partial<Order>;
    /** Instead of the world's own. */
    people?: string;
  }): Promise<Child>;
  /** Of those that are alive and up. */
  intakes(): string[];
  postmasterPid(): Promise<number>;
  now(): number;
  stop(): Promise<void>;
}

export const people = "{ responders: [U0RESPONDER, U0RESPONDER2], leads: [U0LEAD] }";

export async function openWorld(options: WorldOptions): Promise<World> {
  const { speed, serverUrl, backend, program, folder, redis } = options;
  const stops: (() => Promise<unknown> | unknown)[] = [];
  const began = Date.now();
  const clock = () => new Date(began + (Date.now() - began) * speed);
  const channels = Array.from({ length: options.channels }, (_, index) => `C0CHAOS${index}`);
  const members = ["U0RESPONDER", "U0RESPONDER2", "U0LEAD", "U0CAIRN"];
  const slackPort = options.delivery === "http" ? await freePort() : undefined;
  const slackLine = slackPort === undefined ? undefined : await openLine({ to: slackPort });
  if (slackLine) stops.push(() => slackLine.close());
  const workspace = await startWorkspace({
    clock,
    manifestFile: join(import.meta.dirname, "../../manifest.yml"),
    channels: [...seedChannels, ...channels.map((id, index) => ({ id, name: `chaos-${index}`, members }))],
    ...(slackLine && { requestUrl: `http://127.0.0.1:${slackLine.port}/slack/events` }),
    // Time runs faster here, the hour too.
    eventsAnHour: 30_000 * speed,
  });
  stops.push(() => workspace.stop());
  const { account, sqs, queueUrl, actsUrl, close } = await openAccount({ clock, began, acts: options.acts });
  stops.push(close);

  // An earlier scenario may just have killed it.
  await waitForDatabase(serverUrl, { log: quiet });
  const database = `chaos_${randomBytes(6).toString("hex")}`;
  await ask(serverUrl, `create database ${database}`);
  const own = new URL(serverUrl);
  own.pathname = `/${database}`;
  const pool = new pg.Pool({ connectionString: own.href, max: 4, options: "-c search_path=cairn" });
  pool.on("error", () => {});
  stops.push(() => pool.end());
  const line = await openLine({ to: Number(own.port) });
  stops.push(() => line.close());
  const redisLine = redis && backend === "redis" ? await openLine({ to: redis.port }) : undefined;
  if (redisLine) stops.push(() => redisLine.close());
  if (redisLine) await redis?.flush();

  const intakeKey = randomBytes(16).toString("hex");
  const children: Child[] = [];
  const environment = {
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_SIGNING_SECRET: workspace.signingSecret,
    SLACK_API_URL: workspace.apiUrl,
    CAIRN_AWS_ENDPOINT: account.url,
    CAIRN_INTAKE_KEY: intakeKey,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    DATABASE_URL: through(own.href, line),
    CAIRN_HTTP_PORT: "0",
    SLACK_CLIENT_SECRET: randomBytes(16).toString("hex"),
    CAIRN_SESSION_KEY: randomBytes(32).toString("hex"),
    ...(redisLine ? { REDIS_URL: `redis://127.0.0.1:${redisLine.port}` } : {}),
  };

  return {
    ...{ backend, workspace, account, channels, pool, redis, queueUrl, actsUrl, sqs, intakeKey, children },
    lines: { database: line, redis: redisLine, slack: slackLine },
    async start({ name, roles, order, people: entitled = people }) {
      const settings = settingsFor({ ...options, queueUrl, channels, slackPort, people: entitled });
      const child = await startChild(program, folder, {
        ...{ name, settings },
        environment: { ...environment, ...(roles ? { CAIRN_ROLES: roles } : {}) },
        order: { speed, ...quick, ...order },
      });
      children.push(child);
      return child;
    },
    intakes: () =>
      children
        .filter(({ process, http }) => http !== undefined && process.exitCode === null && !process.signalCode)
        .map(({ http }) => `http://127.0.0.1:${http}/intake/eventbridge`),
    async postmasterPid() {
      await waitForDatabase(own.href, { log: quiet });
      const [row] = await ask(own.href, "show data_directory");
      const [pid = ""] = (await readFile(join(String(row?.data_directory), "postmaster.pid"), "utf8")).split(
        "\n",
      );
      return Number(pid);
    },
    now: () => clock().getTime(),
    async stop() {
      for (const { process } of children) process.kill("SIGKILL");
      await Promise.all(children.map(({ ended }) => ended));
      for (const stop of stops.reverse()) await stop();
      await waitForDatabase(serverUrl, { log: quiet });
      await ask(serverUrl, `drop database if exists ${database} with (force)`);
    },
  };
}

interface SettingsWish extends Pick<WorldOptions, "settings" | "acts"> {
  queueUrl: string;
  channels: readonly string[];
  slackPort: number | undefined;
  people: string;
}

const settingsFor = ({
  queueUrl,
  channels,
  slackPort,
  people: entitled,
  settings = "",
  acts,
}: SettingsWish) => `
slack: { channel: ${channels[0]}${slackPort === undefined ? "" : `, mode: http, port: ${slackPort}`} }
people: ${entitled}
accounts:
  - { id: "${accountId}", regions: [${region}], role: "arn:aws:iam::${accountId}:role/cairn" }
routes:
${channels.map((id, index) => `  - { match: { name: "c${index}-*" }, channel: ${id} }`).join("\n")}
runbooks: ${join(import.meta.dirname, "runbooks")}
intake: { queue: "${queueUrl}", region: ${region} }
budget: { lookupEvents: 20 }
whatChanged: { off: true }
${acts ? `events: { bus: default, region: ${region} }` : ""}
${settings.includes("grouping:") ? "" : "grouping: { stormAt: 100000 }"}
${settings}
`;
