import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from "@slack/web-api";
import { describe, expect, test } from "vitest";
import { at, incident, run, runbook, step } from "../../test/fixtures/slack/record.ts";
import type { Asked } from "../domain/asked.ts";
import type { KeptRows, OutboxRow, Reads, Show, ShownMessage } from "../flows/ports.ts";
import { createLog } from "../log.ts";
import { createSlackDestination } from "./outbox-sender.ts";

const one = incident();
const channel = one.channel;
const root: ShownMessage = { channel, ts: "100.1" };

type Answer = object | Error;

/** A client whose next answers are given; the rest are ordinary. */
function scene(
  options: {
    burst?: number;
    shown?: Record<string, ShownMessage>;
    next?: Record<string, Answer[]>;
    pages?: object[];
    asked?: Asked;
    rows?: KeptRows;
    step?: Partial<ReturnType<typeof step>>;
  } = {},
) {
  const calls: [method: string, args: Record<string, unknown>][] = [];
  const order: string[] = [];
  let ts = 200;
  const call =
    (method: string, ordinary: (args: Record<string, unknown>) => object) =>
    async (args: Record<string, unknown>) => {
      calls.push([method, args]);
      order.push(method);
      const next = options.next?.[method]?.shift();
      if (next instanceof Error) throw next;
      return next ?? ordinary(args);
    };
  const posted = (args: Record<string, unknown>) => {
    ts += 1;
    return { ok: true, channel, ts: `${ts}.1`, message: { thread_ts: args.thread_ts } };
  };
  const page = () => options.pages?.shift() ?? { messages: [] };
  const client = {
    chat: {
      postMessage: call("chat.postMessage", posted),
      update: call("chat.update", (args) => ({ ok: true, channel, ts: args.ts })),
      delete: call("chat.delete", () => ({ ok: true })),
    },
    conversations: {
      history: call("conversations.history", page),
      replies: call("conversations.replies", page),
      open: call("conversations.open", () => ({ ok: true, channel: { id: "D0ADA" } })),
    },
  } as unknown as WebClient;
  const shown = options.shown ?? {};
  const reads = {
    incident: async () => one,
    alarms: async () => [],
    mutes: async () => [],
    approvals: async () => [],
    escalation: async () => undefined,
    steps: async () => [step()],
    step: async () => step({ runId: run().id, ...options.step }),
    runs: async () => [run()],
    run: async () => run(),
    rows: async () => options.rows,
    runAfter: async () => undefined,
    firstSeen: async () => undefined,
    asked: async () => options.asked,
    facts: async () => ({}),
    shown: async (_: string, key: string) => shown[key],
    timeline: async () => [],
  } as unknown as Reads;
  let taken = 0;
  const burst = options.burst ?? 1_000;
  const held: [string, number][] = [];
  const destination = createSlackDestination({
    client,
    botId: "B0CAIRN",
    reads,
    runbooks: { all: () => [runbook()], byId: () => runbook() },
    transcript: async () => "# INC-42\n",
    log: createLog({ destination: { write: () => {} } }),
    turns: {
      take: async () => (taken++ < burst ? 0 : 1_000),
      hold: async (key, ms) => void held.push([key, ms]),
    },
  });
  let leave = async () => {};
  return {
    destination,
    send: (row: OutboxRow) =>
      destination.send(row, async () => {
        await leave();
        order.push("leave");
      }),
    /** The row became another sender's while we read what to show. */
    overtaken: () => {
      leave = async () => {
        throw new Error("overtaken");
      };
    },
    calls,
    methods: () => calls.map(([method]) => method),
    /** Calls, and the leave that was asked for them. */
    order,
    held,
  };
}

const row = (show: Show, changes: Partial<OutboxRow> = {}): OutboxRow => ({
  id: "1",
  key: "k-1",
  destination: "slack",
  lane: one.id,
  show,
  tries: 1,
  firstTry: at,
  unsure: false,
  ...changes,
});
const incidentRow = row({ show: "incident", incidentId: one.id });
const stepRow = row({ show: "step", incidentId: one.id, stepId: "who" });

test("a post carries its key, unfurls nothing, and says where it is", async () => {
  const { send, calls } = scene();
  expect(await send(incidentRow)).toEqual({ outcome: "sent", shown: { channel, ts: "201.1" } });
  expect(calls[0]?.[1]).toMatchObject({
    metadata: { event_type: "cairn_message", event_payload: { key: "k-1" } },
    unfurl_links: false,
    unfurl_media: false,
  });
});

test("a step is a reply to the first message, and edited from then on", async () => {
  const first = scene({ shown: { root } });
  expect(await first.send(stepRow)).toMatchObject({
    outcome: "sent",
    shown: { threadTs: "100.1" },
  });
  const then = scene({ shown: { root, "step:who": { channel, ts: "150.1", threadTs: "100.1" } } });
  expect(await then.send(stepRow)).toEqual({
    outcome: "sent",
    shown: { channel, ts: "150.1", threadTs: "100.1" },
  });
  expect(then.methods()).toEqual(["chat.update"]);
});

test("what was shown in a thread that is gone continues in the new one", async () => {
  const before = { channel, ts: "150.1", threadTs: "99.1" };
  const { send, methods } = scene({ shown: { root, "step:who": before } });
  expect(await send(stepRow)).toMatchObject({ outcome: "sent", shown: { threadTs: "100.1" } });
  expect(methods()).toEqual(["chat.postMessage"]);
});

test("a reply without a first message is not sent, and the flow is told", async () => {
  const { send, methods } = scene();
  expect((await send(stepRow)).outcome).toBe("no-thread");
  expect(methods()).toEqual([]);
});

test("a reply that Slack put into the channel is taken back, and the flow begins the thread anew", async () => {
  const leaked = { ok: true, channel, ts: "300.1", message: {} };
  const { send, calls, methods } = scene({ shown: { root }, next: { "chat.postMessage": [leaked] } });
  expect((await send(stepRow)).outcome).toBe("no-thread");
  expect(methods()).toEqual(["chat.postMessage", "chat.delete"]);
  expect(calls[1]?.[1]).toMatchObject({ ts: "300.1" });
});

test.each([
  ["429", new WebAPIRateLimitedError(3), { outcome: "not-sent", retryAfterMs: 3_000 }],
  ["internal_error", new WebAPIPlatformError({ ok: false, error: "internal_error" }), { outcome: "unknown" }],
  ["is_archived", new WebAPIPlatformError({ ok: false, error: "is_archived" }), { outcome: "blocked" }],
  ["missing_scope", new WebAPIPlatformError({ ok: false, error: "missing_scope" }), { outcome: "blocked" }],
])("after %s the flow knows what to do", async (_, error, outcome) => {
  const { send, methods } = scene({ next: { "chat.postMessage": [error] } });
  expect(await send(incidentRow)).toMatchObject(outcome);
  expect(methods()).toEqual(["chat.postMessage"]);
});

test("refused blocks become plain words, and at last words alone", async () => {
  const refused = () => new WebAPIPlatformError({ ok: false, error: "invalid_blocks" });
  const { send, calls } = scene({ next: { "chat.postMessage": [refused(), refused()] } });
  expect(await send(incidentRow)).toMatchObject({ outcome: "sent" });
  expect(calls.map(([, args]) => (args.blocks as unknown[]).length)).toEqual([expect.any(Number), 1, 0]);
  expect(calls.every(([, args]) => (args.metadata as { event_payload: object }).event_payload)).toBe(true);
});

test("an edit whose message is gone becomes a new post", async () => {
  const gone = new WebAPIPlatformError({ ok: false, error: "message_not_found" });
  const { send, methods } = scene({ shown: { root }, next: { "chat.update": [gone] } });
  expect(await send(incidentRow)).toEqual({ outcome: "sent", shown: { channel, ts: "201.1" } });
  expect(methods()).toEqual(["chat.update", "chat.postMessage"]);
});

test("a post whose turn has not come is held back without asking Slack", async () => {
  const { send, methods } = scene({ burst: 3 });
  for (const _ of [1, 2, 3]) expect((await send(incidentRow)).outcome).toBe("sent");
  expect(await send(incidentRow)).toMatchObject({ outcome: "not-sent", retryAfterMs: 1_000 });
  expect(methods()).toHaveLength(3);
});

test("what Slack says about its limit holds for every process", async () => {
  const limited = () => new WebAPIRateLimitedError(30);
  const posting = scene({ next: { "chat.postMessage": [limited()] } });
  await posting.send(incidentRow);
  expect(posting.held).toEqual([[`post ${channel}`, 30_000]]);
  const editing = scene({ shown: { root }, next: { "chat.update": [limited()] } });
  await editing.send(incidentRow);
  expect(editing.held).toEqual([["edit", 30_000]]);
});

const ours = (key: string, ts: string) => ({
  ts,
  bot_id: "B0CAIRN",
  metadata: { event_type: "cairn_message", event_payload: { key } },
});

test("a lost message is found on whatever page it is, from five minutes before the first try", async () => {
  const pages = [
    {
      messages: [ours("k-0", "1.1"), { ts: "2.1", text: "people talk" }],
      response_metadata: { next_cursor: "next" },
    },
    { messages: [ours("k-1", "3.1")], response_metadata: { next_cursor: "" } },
  ];
  const { destination, calls } = scene({ shown: { root }, pages });
  expect(await destination.find(stepRow)).toEqual({ channel, ts: "3.1", threadTs: "100.1" });
  expect(calls.map(([method, args]) => [method, args.cursor])).toEqual([
    ["conversations.replies", undefined],
    ["conversations.replies", "next"],
  ]);
  expect(Number(calls[0]?.[1].oldest)).toBe(at.getTime() / 1000 - 300);
  expect(calls[0]?.[1].include_all_metadata).toBe(true);
});

test("somebody else's message with our key is not ours", async () => {
  const pages = [{ messages: [{ ...ours("k-1", "3.1"), bot_id: "B0OTHER" }] }];
  expect(await scene({ pages }).destination.find(incidentRow)).toBeUndefined();
});

test("a look-up that fails says nothing either way", async () => {
  const { destination } = scene({ next: { "conversations.history": [new WebAPIRateLimitedError(30)] } });
  await expect(destination.find(incidentRow)).rejects.toThrow();
});

const asked: Asked = {
  incidentId: one.id,
  stepId: "was-it-you",
  position: 1,
  person: { id: "U0ADA", name: "ada" },
  how: [{ inserted: "user/ada" }],
  way: "dm",
  trouble: null,
  remindAt: null,
};
const askRow = row({ show: "ask", incidentId: one.id, stepId: "was-it-you", position: 1 });
const waiting = {
  asked,
  step: { stepId: "was-it-you", state: "waiting" as const, position: 1, runId: null },
};

test("a question to one person goes to their direct messages, without a thread, and is edited there", async () => {
  const first = scene(waiting);
  expect(await first.send(askRow)).toMatchObject({ outcome: "sent" });
  expect(first.calls[0]).toEqual(["conversations.open", { users: "U0ADA" }]);
  expect(first.calls[1]?.[1]).toMatchObject({
    channel: "D0ADA",
    metadata: { event_payload: { key: "k-1" } },
  });
  expect(first.calls[1]?.[1]).not.toHaveProperty("thread_ts");

  const then = scene({ ...waiting, shown: { "ask:was-it-you:1": { channel: "D0ADA", ts: "150.1" } } });
  await then.send(askRow);
  expect(then.calls).toMatchObject([["chat.update", { channel: "D0ADA", ts: "150.1" }]]);
});

test.each([
  ["conversations.open", "user_disabled"],
  ["conversations.open", "missing_scope"],
  ["chat.postMessage", "messages_tab_disabled"],
  ["chat.postMessage", "cannot_dm_bot"],
])(
  "where %s answers %s the question is not kept waiting: the flow asks in the thread",
  async (method, error) => {
    const refusal = new WebAPIPlatformError({ ok: false, error });
    const { send } = scene({ ...waiting, next: { [method]: [refusal] } });
    expect(await send(askRow)).toMatchObject({
      outcome: "dropped",
      why: expect.stringContaining(error),
    });
  },
);

test("direct messages that cannot be opened for now are tried again", async () => {
  const { send } = scene({
    ...waiting,
    next: { "conversations.open": [new WebAPIRateLimitedError(7)] },
  });
  expect(await send(askRow)).toMatchObject({ outcome: "not-sent", retryAfterMs: 7_000 });
});

test("a question whose answer got lost is looked for in the direct messages", async () => {
  const message = {
    bot_id: "B0CAIRN",
    ts: "300.1",
    metadata: { event_type: "cairn_message", event_payload: { key: "k-1" } },
  };
  const { destination, calls } = scene({ ...waiting, pages: [{ messages: [message] }] });
  expect(await destination.find(askRow)).toEqual({ channel: "D0ADA", ts: "300.1" });
  expect(calls[1]).toMatchObject(["conversations.history", { channel: "D0ADA" }]);
});

test("a picture that Slack does not show costs the picture, not the words around it", async () => {
  const matched = run().completeness?.matched ?? 0;
  const ok = [10, 10, matched - 20];
  const kept: KeptRows = {
    columns: ["principal"],
    rows: [{ principal: "deploy" }],
    shape: { from: "2026-11-13T02:00:00.000Z", widthSeconds: 3_600, ok, errors: [0, 0, 0], top: [] },
  };
  const at = { channel: "file", ts: "F0EXAMPLE01" };
  const { send, calls } = scene({
    rows: kept,
    shown: { root, [`picture:${run().id}`]: at },
    next: { "chat.postMessage": [new WebAPIPlatformError({ ok: false, error: "invalid_blocks" })] },
  });
  expect(await send(stepRow)).toMatchObject({ outcome: "sent" });
  const kinds = calls.map(([, { blocks }]) => (blocks as { type: string }[]).map(({ type }) => type));
  expect(kinds[0]).toContain("image");
  expect(kinds[1]).toEqual(kinds[0]?.filter((kind) => kind !== "image"));
});

describe("leave is asked right before each call that shows something", () => {
  const gone = new WebAPIPlatformError({ ok: false, error: "message_not_found" });
  const refused = new WebAPIPlatformError({ ok: false, error: "invalid_blocks" });
  test.each([
    ["a post", incidentRow, {}, ["leave", "chat.postMessage"]],
    ["an edit", incidentRow, { shown: { root } }, ["leave", "chat.update"]],
    [
      "one in plainer words",
      incidentRow,
      { next: { "chat.postMessage": [refused] } },
      ["leave", "chat.postMessage", "leave", "chat.postMessage"],
    ],
    [
      "what is posted anew",
      incidentRow,
      { shown: { root }, next: { "chat.update": [gone] } },
      ["leave", "chat.update", "leave", "chat.postMessage"],
    ],
    ["a question to one person", askRow, waiting, ["conversations.open", "leave", "chat.postMessage"]],
  ])("%s", async (_, outgoing, options, expected) => {
    const whole = scene(options);
    expect(await whole.send(outgoing)).toMatchObject({ outcome: "sent" });
    expect(whole.order).toEqual(expected);
  });

  test("and nothing goes out without it", async () => {
    const { send, overtaken, methods } = scene();
    overtaken();
    await expect(send(incidentRow)).rejects.toThrow("overtaken");
    expect(methods()).toEqual([]);
  });
});
