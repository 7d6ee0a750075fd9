import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import { startWorkspace, type Workspace } from "../../../src/sandbox/slack/index.ts";
import { seedChannels } from "../../../src/sandbox/slack/seed.ts";
import { freePort } from "../../integration/line.ts";
import { ask } from "../../integration/postgres.ts";
import { benchAlarm } from "../intake/side.ts";
import { startProgram } from "../process.ts";

export type Mode = "socket" | "http";

/** A button in a channel that can be pressed. */
export interface Button {
  channel: string;
  ts: string;
  actionId: string;
}

/** An app in a workspace of its own. */
export interface Side {
  workspace: Workspace;
  /** So many incidents, or what stands for them: their numbers, and a button of each. */
  incidents: { number: number; button: Button }[];
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "../../..");
const members = ["U0RESPONDER", "U0CAIRN"];
const channels = Array.from({ length: 20 }, (_, at) => `C0BENCH${String(at).padStart(2, "0")}`);

async function openWorkspace(mode: Mode, port: number): Promise<Workspace> {
  return startWorkspace({
    manifestFile: join(root, "manifest.yml"),
    channels: [...seedChannels, ...channels.map((id) => ({ id, name: id.toLowerCase(), members }))],
    ...(mode === "http" ? { requestUrl: `http://127.0.0.1:${port}/slack/events` } : {}),
  });
}

const environment = (workspace: Workspace) => ({
  SLACK_API_URL: workspace.apiUrl,
  SLACK_BOT_TOKEN: workspace.botToken,
  SLACK_APP_TOKEN: workspace.appToken,
  SLACK_SIGNING_SECRET: workspace.signingSecret,
});

export async function emptyBolt(program: string, mode: Mode): Promise<Side> {
  const port = await freePort();
  const workspace = await openWorkspace(mode, port);
  const env = { ...environment(workspace), ...(mode === "http" ? { SLACK_PORT: String(port) } : {}) };
  const app = await startProgram(program, env, "The empty app is up");
  const client = new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl });
  const channel = "C0INCIDENTS";
  const actionId = "nothing";
  const { ts = "" } = await client.chat.postMessage({
    channel,
    text: "A button",
    blocks: [
      {
        type: "actions",
        elements: [{ type: "button", action_id: actionId, text: { type: "plain_text", text: "Press" } }],
      },
    ],
  });
  return {
    workspace,
    incidents: [{ number: 1, button: { channel, ts, actionId } }],
    async stop() {
      await app.end("SIGTERM");
      await workspace.stop();
    },
  };
}

const accountId = "111122223333";

/** Cairn as `npm start` runs it, with an incident for each alarm. */
export async function cairn(
  program: string,
  serverUrl: string,
  mode: Mode,
  incidents: number,
): Promise<Side> {
  const port = await freePort();
  const httpPort = await freePort();
  const workspace = await openWorkspace(mode, port);
  const folder = await mkdtemp(join(tmpdir(), "cairn-bench-slack-"));
  const file = join(folder, "cairn.yml");
  await writeFile(file, settings(mode, port));
  const database = `bench_${randomBytes(6).toString("hex")}`;
  await ask(serverUrl, `create database ${database}`);
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  const key = randomBytes(16).toString("hex");
  const app = await startProgram(
    program,
    {
      ...environment(workspace),
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
      CAIRN_CONFIG: file,
      CAIRN_HTTP_PORT: String(httpPort),
      CAIRN_INTAKE_KEY: key,
      DATABASE_URL: url.href,
    },
    '"Cairn is up"',
  );
  for (let nth = 0; nth < incidents; nth++)
    await fetch(`http://127.0.0.1:${httpPort}/intake/eventbridge`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-cairn-key": key },
      body: JSON.stringify(eventOf(benchAlarm(nth, { channels }))),
    });
  return {
    workspace,
    incidents: await untilShown(workspace, incidents),
    async stop() {
      await app.end("SIGTERM");
      await workspace.stop();
      await ask(serverUrl, `drop database ${database} with (force)`);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilShown(workspace: Workspace, wanted: number): Promise<Side["incidents"]> {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(500)) {
    const { messages } = workspace.report();
    const shown = channels.flatMap((channel) =>
      (messages[channel] ?? []).flatMap(({ ts, ...message }) => {
        const number = Number(/INC-(\d+)/.exec(JSON.stringify(message))?.[1]);
        return number > 0 ? [{ number, button: { channel, ts, actionId: "cairn.acknowledge" } }] : [];
      }),
    );
    if (shown.length >= wanted) return shown;
  }
  throw new Error(`Cairn did not show ${wanted} incidents within a minute.`);
}

function eventOf({ name, at }: ReturnType<typeof benchAlarm>): object {
  const timestamp = at.toISOString().replace("Z", "+0000");
  return {
    version: "0",
    id: `bench-${name}`,
    "detail-type": "CloudWatch Alarm State Change",
    source: "aws.cloudwatch",
    account: accountId,
    time: at.toISOString().replace(/\.\d+Z$/, "Z"),
    region: "eu-central-1",
    resources: [`arn:aws:cloudwatch:eu-central-1:${accountId}:alarm:${name}`],
    detail: {
      alarmName: name,
      state: { value: "ALARM", reason: `Threshold Crossed: ${name}.`, timestamp },
      configuration: { metrics: [] },
    },
  };
}

const settings = (mode: Mode, port: number): string => `
slack: { channel: C0INCIDENTS, mode: ${mode}, port: ${port} }
people: { responders: [U0RESPONDER] }
accounts: [{ id: "${accountId}", regions: [eu-central-1] }]
runbooks: ${join(root, "runbooks")}
whatChanged: { off: true }
grouping: { stormAt: 100000 }
routes:
${channels.map((id, at) => `  - { match: { name: "c${at}-*" }, channel: ${id} }`).join("\n")}
`;
