import { createServer } from "node:net";
import { afterEach } from "vitest";
import { deliverOutbox } from "../../src/flows/thread/deliver-outbox.ts";
import { wholeTranscript } from "../../src/flows/thread/export-transcript.ts";
import { createLog } from "../../src/log.ts";
import { drawPng } from "../../src/picture/draw-png.ts";
import {
  type PersonClient,
  type SeenMessage,
  startWorkspace,
  type Workspace,
} from "../../src/sandbox/slack/index.ts";
import { connectSlack, type SlackConnection } from "../../src/slack/connection.ts";
import { bindFlows, type Desk, registerListeners } from "../../src/slack/listeners/index.ts";
import { manifestFile } from "../../src/slack/manifest.ts";
import { createSlackDestination } from "../../src/slack/outbox-sender.ts";
import { createPeople } from "../../src/slack/people.ts";
import { createReadThread } from "../../src/slack/read-thread.ts";
import { memoryDeliveries } from "../fakes/deliveries.ts";
import { fakeWorld } from "../fakes/world.ts";

// The real Bolt against the sandbox's workspace; flows are the real ones over a store in memory.

export const channel = "C0INCIDENTS";
export const commands = { incident: "/incident", runbook: "/runbook", trail: "/trail" };
export const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address ? address.port : 0;
}

export interface Scene {
  workspace: Workspace;
  slack: SlackConnection;
  world: ReturnType<typeof fakeWorld>;
  lines: string[];
  desk: Desk;
  /** What the App Home is told to be wrong. */
  trouble: string[];
  responder: PersonClient;
  oncall: PersonClient;
  /** Delivers all that is due; waiting and pacing take no time. */
  deliver(): Promise<void>;
  root(): Promise<SeenMessage>;
  thread(): Promise<SeenMessage[]>;
}

export async function setScene(mode: "socket" | "http" = "socket"): Promise<Scene> {
  const port = mode === "http" ? await freePort() : 0;
  const workspace = await startWorkspace({
    manifestFile: manifestFile.pathname,
    ...(mode === "http" ? { requestUrl: `http://127.0.0.1:${port}/slack/events` } : {}),
  });
  stops.push(() => workspace.stop());
  const lines: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line: string) => void lines.push(line) } });
  const slack = await connectSlack({
    deliveries: memoryDeliveries(),
    botToken: workspace.botToken,
    slackApiUrl: workspace.apiUrl,
    mode:
      mode === "socket"
        ? { socket: { appToken: workspace.appToken } }
        : { http: { signingSecret: workspace.signingSecret, port } },
    log,
  });
  const world = fakeWorld();
  const people = createPeople({
    client: slack.clients.quick,
    roles: { responders: ["U0RESPONDER"], leads: ["U0LEAD"], admins: [] },
    teamId: slack.identity.teamId,
    log,
  });
  const readThread = createReadThread({ client: slack.clients.reading, people });
  const ports = { ...world.ports, people, readThread };
  const trouble: string[] = [];
  const desk: Desk = {
    ...ports,
    flows: bindFlows(ports),
    reads: ports.store,
    quick: slack.clients.quick,
    commands,
    workspaceUrl: slack.identity.url,
    trouble: async () => trouble,
    log,
  };
  registerListeners(slack.app, desk, slack.identity.botUserId);
  await slack.start();
  stops.push(() => slack.stop());
  await until(
    async () => (mode === "socket" ? workspace.report().connections === 2 : slack.healthy()),
    "the connections",
  );

  const destination = createSlackDestination({
    client: slack.clients.sending,
    botId: slack.identity.botId,
    reads: ports.store,
    runbooks: ports.runbooks,
    transcript: (incidentId, format, zone) => wholeTranscript(ports, { incidentId, format, zone }),
    draw: drawPng,
    nameOf: people.nameOf,
    workspaceUrl: slack.identity.url,
    log,
    turns: { take: async () => 0, hold: async () => {} },
  });
  const monotonic = () => performance.now();
  const nowhere = { send: async () => ({ outcome: "sent" as const }), find: async () => undefined };
  const deliverNext = async () =>
    (await deliverOutbox({ ...ports, monotonic }, { name: "events", destination: nowhere })) ||
    (await deliverOutbox({ ...ports, monotonic }, { name: "slack", destination }));
  const oncall = workspace.as("U0ONCALL");
  const scene: Scene = {
    workspace,
    slack,
    world,
    lines,
    desk,
    trouble,
    oncall,
    responder: workspace.as("U0RESPONDER"),
    async deliver() {
      for (let turn = 0; turn < 200; turn++) {
        workspace.advance(1_100);
        if (!(await deliverNext())) return;
      }
      throw new Error("The outbox is never empty.");
    },
    async root() {
      const [root] = (await oncall.messages(channel)).filter((message) => message.bot_id !== undefined);
      if (!root) throw new Error("There is no root message.");
      return root;
    },
    thread: async () => oncall.thread(channel, (await scene.root()).ts),
  };
  return scene;
}

export async function until(holds: () => Promise<boolean>, what: string, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited ${withinMs} ms for ${what} in vain.`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** A button of a message by its label. */
export function find(message: SeenMessage, label: string): { actionId: string; value: string } {
  const elements = (
    message.blocks as { elements?: { action_id?: string; text?: { text?: string }; value?: string }[] }[]
  ).flatMap((block) => block.elements ?? []);
  const button = elements.find((each) => each.text?.text === label);
  if (button?.action_id === undefined)
    throw new Error(`There is no button "${label}" in ${JSON.stringify(message.blocks)}`);
  return { actionId: button.action_id, value: button.value ?? "" };
}

export const press = (person: PersonClient, message: SeenMessage, label: string) =>
  person.press({ channel, ts: message.ts, ...find(message, label) });

/** What only this person sees. */
export const asides = async (person: PersonClient): Promise<string[]> =>
  (await person.messages(channel)).filter((each) => each.is_ephemeral).map((each) => String(each.text));

export const asidesIn = async (person: PersonClient, ts: string): Promise<string[]> =>
  (await person.thread(channel, ts)).filter((each) => each.is_ephemeral).map((each) => String(each.text));
