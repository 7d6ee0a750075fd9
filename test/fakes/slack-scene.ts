import { App, type ReceiverEvent } from "@slack/bolt";
import { vi } from "vitest";
import type { Role } from "../../src/domain/responder.ts";
import { createLog } from "../../src/log.ts";
import { encodeRef } from "../../src/slack/ids.ts";
import type { Desk } from "../../src/slack/listeners/desk.ts";
import type { Flows } from "../../src/slack/listeners/flows.ts";
import { registerListeners } from "../../src/slack/listeners/index.ts";
import { incident, runbook, step } from "../fixtures/slack/record.ts";

export const one = incident();
export const commands = { incident: "/incident", runbook: "/runbook", trail: "/trail" };
export const who = {
  kind: "responder" as const,
  id: "U0RESPONDER",
  name: "Responder",
  roles: ["member", "responder", "lead"] as Role[],
};

/** The real Bolt with a receiver of our own, fakes behind the listeners, and everything that leaves written down. */
export function scene(
  changes: { open?: ReturnType<typeof incident>[]; desk?: Partial<Desk>; as?: string } = {},
) {
  const me = changes.as ?? who.id;
  const called: [flow: string, wish: unknown][] = [];
  const failures: Record<string, Error> = {};
  const answers: Record<string, unknown> = {
    declareIncident: one,
    requestRun: { title: "Who?" },
    startRunbook: { outcome: "started" },
    trailChoices: { title: "ip 203.0.113.9", choices: [] },
    whatWaits: [],
  };
  const flows = new Proxy({} as Flows, {
    get: (_, flow: string) => async (wish: unknown) => {
      called.push([flow, wish]);
      const failure = failures[flow];
      if (failure) throw failure;
      return answers[flow];
    },
  });
  const sent: { url: string; body: Record<string, unknown> }[] = [];
  const fetchFake = vi.fn(async (url: unknown, init?: { body?: unknown }) => {
    sent.push({ url: String(url), body: JSON.parse(String(init?.body ?? "{}")) });
    return new Response("ok");
  });
  const api: [method: string, args: { view?: { callback_id: string }; text?: string }][] = [];
  const record = (method: string) => async (args: never) => {
    api.push([method, args]);
    return { ok: true };
  };
  const lines: string[] = [];
  const desk = {
    flows,
    reads: {
      incident: async (id: string) => (id === one.id ? one : undefined),
      incidentByNumber: async (number: number) => (number === one.number ? one : undefined),
      incidentByThread: async () => undefined,
      incidents: async () => changes.open ?? [one],
      step: async () => step(),
      steps: async () => [step()],
      asked: async () => undefined,
    },
    people: { actor: async (id: string) => ({ ...who, id }), nameOf: async (id: string) => id },
    runbooks: { all: () => [runbook()], byId: (id: string) => (id === runbook().id ? runbook() : undefined) },
    settings: {
      zone: "UTC",
      channel: "C0INCIDENTS",
      accounts: [{ id: "111122223333", name: "prod" }, { id: "444455556666" }],
    },
    quick: {
      views: {
        open: record("views.open"),
        push: record("views.push"),
        update: record("views.update"),
        publish: record("views.publish"),
      },
      chat: {
        postEphemeral: record("chat.postEphemeral"),
        getPermalink: async ({ message_ts }: { message_ts: string }) => ({
          permalink: `https://slack.example/p${message_ts}`,
        }),
      },
      conversations: { info: async () => ({ channel: { is_member: true } }) },
    },
    commands,
    log: createLog({ destination: { write: (line: string) => void lines.push(line) } }),
    newId: () => "12345678-aaaa",
    clock: () => new Date("2026-11-14T02:41:09Z"),
    ...changes.desk,
  } as unknown as Desk;

  let processEvent: App["processEvent"] | undefined;
  const app = new App({
    receiver: {
      init: (made) => {
        processEvent = made.processEvent.bind(made);
      },
      start: async () => {},
      stop: async () => {},
    },
    authorize: async () => ({ botToken: "xoxb-test", botId: "B0", botUserId: "U0CAIRN" }),
    convoStore: false,
    clientOptions: { fetch: fetchFake as never },
  });
  registerListeners(app, desk, "U0CAIRN");

  const acks: unknown[] = [];
  const deliver = async (body: object): Promise<void> => {
    const event: ReceiverEvent = { body, ack: async (answer?: unknown) => void acks.push(answer) };
    await processEvent?.(event);
  };
  const from = {
    team: { id: "T0" },
    user: { id: me, team_id: "T0" },
    trigger_id: "trigger",
    api_app_id: "A0",
    token: "t",
  };
  return {
    called,
    failures,
    answers,
    api,
    acks,
    lines,
    /** What was told to the clicker alone. */
    told: () => [
      ...sent.filter(({ body }) => body.response_type === "ephemeral").map(({ body }) => String(body.text)),
      ...api.filter(([method]) => method === "chat.postEphemeral").map(([, { text }]) => String(text)),
    ],
    command: (name: string, text: string) =>
      deliver({
        command: name,
        text,
        user_id: me,
        team_id: "T0",
        channel_id: "C0INCIDENTS",
        trigger_id: "trigger",
        response_url: "https://slack.example/respond",
        token: "t",
      }),
    mention: (text: string, threadTs?: string) =>
      deliver({
        type: "event_callback",
        team_id: "T0",
        api_app_id: "A0",
        token: "t",
        event_id: `E${acks.length}${text}`,
        event: {
          type: "app_mention",
          user: me,
          channel: "C0INCIDENTS",
          ts: "9.9",
          ...(threadTs && { thread_ts: threadTs }),
          text: `<@U0CAIRN> ${text}`,
        },
      }),
    /** In a message's menu; without a message under the lightning bolt. */
    shortcut: (
      callbackId: string,
      message?: { ts: string; thread_ts?: string; text: string; user?: string },
    ) =>
      deliver({
        ...from,
        type: message ? "message_action" : "shortcut",
        callback_id: callbackId,
        action_ts: "1",
        ...(message && {
          message,
          message_ts: message.ts,
          channel: { id: "C0INCIDENTS", name: "incidents" },
          response_url: "https://slack.example/respond",
        }),
      }),
    homeOpened: (view?: object) =>
      deliver({
        type: "event_callback",
        team_id: "T0",
        api_app_id: "A0",
        token: "t",
        event_id: `H${acks.length}`,
        event: { type: "app_home_opened", user: me, channel: "D0", tab: "home", ...(view && { view }) },
      }),
    /** In a form, or in the App Home. */
    pressIn: (
      view: { type: "modal" | "home"; ref?: Parameters<typeof encodeRef>[0] },
      actionId: string,
      value: string,
    ) =>
      deliver({
        ...from,
        type: "block_actions",
        container: { type: "view", view_id: "V1" },
        view: { id: "V1", type: view.type, private_metadata: view.ref ? encodeRef(view.ref) : "" },
        actions: [{ action_id: actionId, block_id: "b", action_ts: "1", type: "button", value }],
      }),
    press: (actionId: string, value: string, element: object = { type: "button", value }) =>
      deliver({
        ...from,
        type: "block_actions",
        channel: { id: "C0INCIDENTS", name: "incidents" },
        container: { type: "message" },
        message: { ts: "1.2", thread_ts: "1.1", text: "" },
        response_url: "https://slack.example/respond",
        actions: [{ action_id: actionId, block_id: "b", action_ts: "1", ...element }],
      }),
    submit: (callbackId: string, ref: Parameters<typeof encodeRef>[0], fields: Record<string, object>) =>
      deliver({
        ...from,
        type: "view_submission",
        view: {
          type: "modal",
          callback_id: callbackId,
          private_metadata: encodeRef(ref),
          blocks: [
            { type: "section" },
            ...Object.keys(fields).map((block_id) => ({ type: "input", block_id })),
          ],
          state: {
            values: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }])),
          },
        },
      }),
  };
}
