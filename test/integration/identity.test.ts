import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createAwsClients } from "../../src/aws/clients.ts";
import { settingsForm } from "../../src/config/form.ts";
import { parseSubject } from "../../src/domain/identity/subject.ts";
import type { Query } from "../../src/domain/query/query.ts";
import type { Settings } from "../../src/flows/ports.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { findFirstSeen } from "../../src/flows/runs/mark-first-seen.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { traceIdentity } from "../../src/flows/runs/trace-identity.ts";
import { deliverOutbox } from "../../src/flows/thread/deliver-outbox.ts";
import { transcriptOf } from "../../src/flows/thread/export-transcript.ts";
import { createLog } from "../../src/log.ts";
import { createEngines } from "../../src/parts/engines.ts";
import type { Account } from "../../src/sandbox/aws/index.ts";
import { type SeenMessage, startWorkspace } from "../../src/sandbox/slack/index.ts";
import { connectSlack } from "../../src/slack/connection.ts";
import { bindFlows, registerListeners } from "../../src/slack/listeners/index.ts";
import { manifestFile } from "../../src/slack/manifest.ts";
import { createSlackDestination } from "../../src/slack/outbox-sender.ts";
import { createPeople } from "../../src/slack/people.ts";
import { memoryDeliveries } from "../fakes/deliveries.ts";
import { answerOf, fakeWorld, responder } from "../fakes/world.ts";
import { NOW, story, storyAccount } from "./sandbox-account.ts";

const { answer } = story;
const home = "eu-central-1";

describe("on the sandbox account", () => {
  let account: Account;
  beforeAll(async () => {
    account = await storyAccount();
    process.env.AWS_ACCESS_KEY_ID ||= "AKIAIOSFODNN7EXAMPLE";
    process.env.AWS_SECRET_ACCESS_KEY ||= "any";
  });
  afterAll(() => account.stop());

  /** The account with one way to be asked. */
  function asked(how: { eventHistory: boolean }) {
    const file = settingsForm.parse({
      slack: { channel: "C0INCIDENTS" },
      accounts: [
        {
          id: story.accountId,
          regions: [home, "us-east-1"],
          ...how,
          ...(how.eventHistory
            ? {}
            : { logGroups: [{ region: home, name: "aws/cloudtrail/managementevents" }] }),
        },
      ],
    });
    const clients = createAwsClients({
      accounts: file.accounts,
      region: home,
      endpoint: account.url,
      now: () => NOW,
    });
    const calls: string[] = [];
    const takeBudget = async ({ api }: { api: string }) => void calls.push(api);
    const enginesFor = createEngines(file, { clients, takeBudget, now: () => NOW });
    return { enginesFor, settings: { accounts: file.accounts }, calls, stop: () => clients.close() };
  }

  const life = { signal: new AbortController().signal, progress: () => {} };
  const window = { from: new Date(NOW.getTime() - 86_400_000), to: NOW };

  test.each([
    ["event history", { eventHistory: true }],
    ["a log group", { eventHistory: false }],
  ])("%s leads from the key that was taken on to the stolen user, in a few calls", async (_, how) => {
    const { calls, stop, ...ports } = asked(how);
    const subject = parseSubject(answer.chain.accessKeyId);
    if (!subject) throw new Error("no key");
    const { chain } = await traceIdentity(
      ports,
      { subject, window, account: story.accountId, askedBy: { name: "cairn" } },
      life,
    );
    stop();
    expect(chain.behind).toMatchObject({ kind: "user", name: answer.userName, confidence: "certain" });
    expect(chain.hops.map(({ caller }) => caller.key)).toEqual([answer.chain.accessKeyId, answer.key]);
    const event = story.records.find(({ eventID }) => eventID === chain.hops[1]?.eventId);
    expect(event?.eventName).toBe("AssumeRole");
    expect(calls.length).toBeGreaterThan(0);
    if (how.eventHistory) expect(calls.length).toBeLessThanOrEqual(12);
  });

  test("what the stolen key did from new addresses is new, its office is not, and the short history is told", async () => {
    const { stop, ...ports } = asked({ eventHistory: false });
    const query: Query = {
      from: "cloudtrail",
      where: {
        path: "userIdentity.accessKeyId",
        test: {
          op: "equals",
          values: [{ type: "text", text: answer.key, openStart: false, openEnd: false }],
        },
      },
      by: ["sourceIPAddress"],
      measure: [],
      limit: 100,
      services: "hide",
    };
    const intruderCame = new Date(answer.firstIntruderCallAt);
    const run = {
      query,
      window: { from: new Date(intruderCame.getTime() - 60_000), to: NOW },
      account: story.accountId,
      regions: [home, "us-east-1"],
      requestedBy: { kind: "system" as const },
      incidentId: "i",
    };
    const [engine] = ports.enginesFor(story.accountId);
    const found = await engine?.ask({ ...run, askedBy: { name: "cairn" } }, life);
    if (!found) throw new Error("no answer");
    const settings = { ...ports.settings, baselineSeconds: 14 * 86_400 } as unknown as Settings;
    const never = () => () => {};
    const seen = await findFirstSeen(
      { ...ports, settings, clock: () => NOW, every: never },
      run,
      found,
      life.signal,
    );
    stop();
    expect(seen).toMatchObject({ state: "compared", engine: "log-group", who: answer.key });
    expect(seen?.marks.map(({ value }) => value).sort()).toEqual([...answer.newAddresses].sort());
    expect(seen?.notes.join()).toMatch(/reaches back 1 d only/);
  });
});

describe("on the sandbox workspace", () => {
  const stops: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  const channel = "C0INCIDENTS";
  const commands = { incident: "/incident", runbook: "/runbook", trail: "/trail" };
  const sso = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/admin@example.com";
  const bySso = {
    eventTime: "2026-11-14T02:00:00Z",
    eventID: "e-1",
    eventName: "ListUsers",
    "userIdentity.type": "AssumedRole",
    "userIdentity.arn": sso,
    "userIdentity.accessKeyId": "ASIAIOSFODNN7EXAMPLE",
    "userIdentity.sessionContext.sessionIssuer.arn":
      "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0123456789abcdef",
    "userIdentity.sessionContext.sessionIssuer.userName": "AWSReservedSSO_Dev_0123456789abcdef",
  };

  /** An incident whose question is due, asked of whoever has the session `admin@example.com`. U0ADMIN has no role. */
  async function asking(fault?: { method: string; code: string }) {
    const workspace = await startWorkspace({ manifestFile: manifestFile.pathname });
    stops.push(() => workspace.stop());
    if (fault) workspace.fault(fault);
    const log = createLog({ destination: { write: () => {} } });
    const slack = await connectSlack({
      deliveries: memoryDeliveries(),
      botToken: workspace.botToken,
      slackApiUrl: workspace.apiUrl,
      mode: { socket: { appToken: workspace.appToken } },
      log,
    });
    const world = fakeWorld({ identities: [{ session: "*@example.com", email: true }] });
    world.answerWith(async (request) =>
      answerOf(
        request,
        request.query.by
          ? [
              { principal: sso, sourceIPAddress: "203.0.113.7", count: 3 },
              { principal: sso, sourceIPAddress: "192.0.2.1", count: 1 },
            ]
          : [bySso],
      ),
    );
    const people = createPeople({
      client: slack.clients.quick,
      roles: { responders: ["U0RESPONDER"], leads: ["U0LEAD"], admins: [] },
      teamId: slack.identity.teamId,
      log,
    });
    const ports = { ...world.ports, people };
    registerListeners(
      slack.app,
      {
        ...ports,
        flows: bindFlows(ports),
        reads: ports.store,
        quick: slack.clients.quick,
        commands,
        log,
      } as never,
      slack.identity.botUserId,
    );
    await slack.start();
    stops.push(() => slack.stop());
    const destination = createSlackDestination({
      client: slack.clients.sending,
      botId: slack.identity.botId,
      reads: ports.store,
      runbooks: ports.runbooks,
      transcript: (id) => transcriptOf(ports.store, id),
      log,
      turns: { take: async () => 0, hold: async () => {} },
    });
    const deliver = async () => {
      const sending = { ...ports, monotonic: () => performance.now() };
      for (let turn = 0; turn < 100; turn++) {
        workspace.advance(1_100);
        if (!(await deliverOutbox(sending, { name: "slack", destination }))) return;
      }
    };
    await world.alarm();
    const { id: incidentId } = await world.onlyIncident();
    const run = await requestRun(ports, { incidentId, actor: responder });
    await executeRun(ports, run.id);
    await deliver();
    for (const trace of world.world().runs.filter(({ query }) => query.trace))
      await executeRun(ports, trace.id);
    await deliver();
    const admin = workspace.as("U0ADMIN");
    const thread = async () => {
      const [root] = (await admin.messages(channel)).filter(({ bot_id: bot }) => bot !== undefined);
      return admin.thread(channel, root?.ts ?? "");
    };
    const step = () => ports.store.step(incidentId, "was-it-you");
    return { workspace, admin, deliver, thread, step, ports, incidentId };
  }

  type Scene = Awaited<ReturnType<typeof asking>>;
  const directOf = async ({ admin }: Scene) =>
    (await admin.screen()).channels.find(({ kind }) => kind === "im")?.id ?? "";
  const inDirect = async (scene: Scene): Promise<SeenMessage[]> => {
    const direct = await directOf(scene);
    return direct === "" ? [] : scene.admin.messages(direct);
  };
  const json = (messages: SeenMessage[]) =>
    JSON.stringify(messages.map(({ blocks, text }) => ({ blocks, text })));
  const buttonsOf = ({ blocks }: SeenMessage) =>
    (
      blocks as { block_id?: string; elements?: { action_id?: string; text?: { text?: string } }[] }[]
    ).flatMap(({ block_id: blockId, elements = [] }) =>
      elements.flatMap(({ action_id: actionId, text }) =>
        actionId ? [{ actionId, blockId, label: text?.text }] : [],
      ),
    );
  const until = async (holds: () => Promise<boolean>) => {
    for (let tries = 0; !(await holds()); tries++) {
      if (tries > 500) throw new Error("waited in vain");
      await new Promise((done) => setTimeout(done, 10));
    }
  };

  test("the person of a single sign-on session is found by their address, asked alone, answers there, and the thread tells it", async () => {
    const scene = await asking();
    const { admin, deliver, thread, step } = scene;
    const [question, ...more] = await inDirect(scene);
    if (!question) throw new Error("no direct message came");
    expect(more).toEqual([]);
    expect(json([question])).toContain("SSO session admin@example.com");
    expect(json(await thread())).toContain('{"type":"user","user_id":"U0ADMIN"}');
    expect(json(await thread())).toContain("by a direct message");

    const notMe = buttonsOf(question).find(({ label }) => label === "Not me");
    if (!notMe) throw new Error("no button");
    const { actionId, blockId } = notMe;
    await admin.press({ channel: await directOf(scene), ts: question.ts, actionId, blockId });
    await until(async () => (await step())?.state === "done");
    expect(await step()).toMatchObject({ answer: { value: "not-mine", by: { id: "U0ADMIN" } } });
    await deliver();
    const [over] = await inDirect(scene);
    expect(over && buttonsOf(over)).toEqual([]);
    expect(json(await thread())).toContain("Not me");
  });

  test("without the right to look people up the thread says which scope is missing, and the question stays there", async () => {
    const scene = await asking({ method: "users.lookupByEmail", code: "missing_scope" });
    expect(await inDirect(scene)).toEqual([]);
    expect(json(await scene.thread())).toContain("users:read.email");
  });

  test("a direct message that fails comes into the thread, with a mention in a message of its own", async () => {
    const scene = await asking({ method: "conversations.open", code: "cannot_dm_bot" });
    expect(await inDirect(scene)).toEqual([]);
    const told = (await scene.thread()).filter((message) => json([message]).includes("cannot_dm_bot"));
    // The step's message and one that is new: an edit tells nobody.
    expect(told).toHaveLength(2);
    for (const message of told) expect(json([message])).toContain('{"type":"user","user_id":"U0ADMIN"}');
  });
});
