import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetQueueUrlCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import pg from "pg";
import { connectAccount } from "../../src/aws/connect.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { startWorkspace, type Workspace } from "../../src/sandbox/slack/index.ts";
import { seedChannels } from "../../src/sandbox/slack/seed.ts";
import { waitForDatabase } from "../../src/store/pool.ts";
import { type Line, openLine, through } from "../integration/line.ts";
import { ask, quiet } from "../integration/postgres.ts";
import { type Child, startChild } from "./children.ts";
import type { Order } from "./order.ts";
import { quick } from "./order.ts";
import type { TestRedis } from "./redis.ts";
import { trailRecords } from "./trail.ts";

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
}

/** Everything that Cairn touches, and as many Cairns as a scenario starts. */
export interface World {
  workspace: Workspace;
  account: Account;
  channels: string[];
  /** Between the Cairns and their database, and their Redis. */
  lines: { database: Line; redis: Line | undefined };
  pool: pg.Pool;
  redis: TestRedis | undefined;
  queueUrl: string;
  sqs: SQSClient;
  intakeKey: string;
  children: Child[];
  start(wish: { name: string; roles?: string; order?: Partial<Order> }): Promise<Child>;
  /** Of those that are alive and up. */
  intakes(): string[];
  postmasterPid(): Promise<number>;
  now(): number;
  stop(): Promise<void>;
}

const region = "eu-central-1";
const credentials = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
export const accountId = "111122223333";

export async function openWorld(options: WorldOptions): Promise<World> {
  const { speed, serverUrl, backend, program, folder, redis } = options;
  const stops: (() => Promise<unknown> | unknown)[] = [];
  const began = Date.now();
  const clock = () => new Date(began + (Date.now() - began) * speed);
  const channels = Array.from({ length: options.channels }, (_, index) => `C0CHAOS${index}`);
  const members = ["U0RESPONDER", "U0RESPONDER2", "U0LEAD", "U0CAIRN"];
  const workspace = await startWorkspace({
    clock,
    manifestFile: join(import.meta.dirname, "../../manifest.yml"),
    channels: [...seedChannels, ...channels.map((id, index) => ({ id, name: `chaos-${index}`, members }))],
  });
  stops.push(() => workspace.stop());
  const account = await startAccount({
    clock,
    accountId,
    records: trailRecords(new Date(began)),
    lookupRatePerSecond: 2,
  });
  stops.push(() => account.stop());
  const shared = { region, endpoint: account.url, credentials };
  const sqs = new SQSClient(shared);
  const eventbridge = new EventBridgeClient(shared);
  await connectAccount({ sqs, eventbridge, accountId }, { mode: "apply", region });
  const { QueueUrl: queueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: "cairn-alarms" }));

  // What a killed process had in hand comes back as soon as everything else here is quick.
  await sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { VisibilityTimeout: "4" } }),
  );

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
  await redis?.flush();

  const intakeKey = randomBytes(16).toString("hex");
  const children: Child[] = [];
  const settings = settingsFor(queueUrl, channels, options.settings);
  const environment = {
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
    CAIRN_AWS_ENDPOINT: account.url,
    CAIRN_INTAKE_KEY: intakeKey,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    DATABASE_URL: through(own.href, line),
    CAIRN_HTTP_PORT: "0",
    ...(redisLine ? { REDIS_URL: `redis://127.0.0.1:${redisLine.port}` } : {}),
  };

  return {
    ...{ workspace, account, channels, pool, redis, queueUrl, sqs, intakeKey, children },
    lines: { database: line, redis: redisLine },
    async start({ name, roles, order }) {
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
      sqs.destroy();
      eventbridge.destroy();
      for (const stop of stops.reverse()) await stop();
      await waitForDatabase(serverUrl, { log: quiet });
      await ask(serverUrl, `drop database if exists ${database} with (force)`);
    },
  };
}

const settingsFor = (queueUrl: string, channels: readonly string[], more = ""): string => `
slack: { channel: ${channels[0]} }
people: { responders: [U0RESPONDER, U0RESPONDER2], leads: [U0LEAD] }
accounts:
  - id: "${accountId}"
    regions: [${region}]
routes:
${channels.map((id, index) => `  - { match: { name: "c${index}-*" }, channel: ${id} }`).join("\n")}
runbooks: ${join(import.meta.dirname, "runbooks")}
intake: { queue: "${queueUrl}", region: ${region} }
budget: { lookupEvents: 20 }
whatChanged: { off: true }
${more || "grouping: { stormAt: 100000 }"}
`;
