import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, HTTPReceiver, LogLevel } from "@slack/bolt";
import type { Workspace } from "../../src/sandbox/slack/index.ts";

export const manifest = `
display_information: { name: Tea round }
features:
  bot_user: { display_name: tea, always_online: true }
  app_home: { home_tab_enabled: true, messages_tab_enabled: true }
  slash_commands:
    - { command: /tea, description: Start a tea round, usage_hint: "[kind]", should_escape: true }
    - { command: /silent, description: Never answered }
    - { command: /slow, description: Answered too late }
  shortcuts:
    - { type: message, callback_id: quote, name: Quote this }
    - { type: global, callback_id: brew, name: Brew }
oauth_config:
  scopes:
    bot: [app_mentions:read, channels:history, channels:read, chat:write, commands, files:write, im:history, im:write,
      reactions:read, reactions:write, pins:read, pins:write, users:read]
settings:
  event_subscriptions:
    bot_events: [app_home_opened, app_mention, member_joined_channel, message.channels, message.im, reaction_added,
      reaction_removed]
  interactivity: { is_enabled: true }
  socket_mode_enabled: true
`;

export function manifestFile(text = manifest): string {
  const file = join(mkdtempSync(join(tmpdir(), "sandbox-slack-")), "manifest.yml");
  writeFileSync(file, text);
  return file;
}

/** What the app heard, for the tests to look at. */
export interface Heard {
  events: { type: string; id: string; retry?: number }[];
  actions: { id: string; values: unknown; shown: unknown }[];
  views: unknown[];
}

const modal = {
  type: "modal" as const,
  callback_id: "round",
  title: { type: "plain_text" as const, text: "Tea round" },
  submit: { type: "plain_text" as const, text: "Start" },
  notify_on_close: true,
  blocks: [
    {
      type: "input" as const,
      block_id: "what",
      label: { type: "plain_text" as const, text: "What?" },
      element: { type: "plain_text_input" as const, action_id: "text", initial_value: "Assam" },
    },
    {
      type: "input" as const,
      block_id: "size",
      label: { type: "plain_text" as const, text: "Size" },
      element: {
        type: "static_select" as const,
        action_id: "pick",
        options: ["Small", "Large"].map((each) => ({
          text: { type: "plain_text" as const, text: each },
          value: each.toLowerCase(),
        })),
      },
    },
  ],
};

function card(text: string, button: string) {
  return [
    { type: "section" as const, text: { type: "mrkdwn" as const, text } },
    {
      type: "actions" as const,
      block_id: "join",
      elements: [
        {
          type: "button" as const,
          action_id: "in",
          value: "yes",
          text: { type: "plain_text" as const, text: button },
        },
      ],
    },
  ];
}

/** An app that knows nothing of this repository: commands, a modal, a card with a button, a Home tab. */
export async function startTeaApp(workspace: Workspace, requestUrl?: string) {
  const heard: Heard = { events: [], actions: [], views: [] };
  const clientOptions = () => ({
    slackApiUrl: workspace.apiUrl,
    timeout: 5000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const receiver =
    requestUrl === undefined ? undefined : new HTTPReceiver({ signingSecret: workspace.signingSecret });
  const app = new App({
    token: workspace.botToken,
    logLevel: LogLevel.ERROR,
    clientOptions: clientOptions(),
    convoStore: false,
    ...(receiver === undefined ? { appToken: workspace.appToken, socketMode: true } : { receiver }),
  });
  app.use(async ({ body, context, next }) => {
    if ("event" in body && typeof body.event_id === "string") {
      heard.events.push({ type: body.event.type, id: body.event_id, retry: context.retryNum });
    }
    await next();
  });
  app.command("/tea", async ({ ack, command, client }) => {
    await ack();
    await client.views.open({
      trigger_id: command.trigger_id,
      view: {
        ...modal,
        private_metadata: JSON.stringify({ channel: command.channel_id, said: command.text }),
      },
    });
  });
  app.command("/slow", async ({ ack }) => {
    await new Promise((done) => setTimeout(done, 3300));
    await ack("too late");
  });
  app.view("round", async ({ ack, view, body, client }) => {
    heard.views.push(view.state.values);
    const what = view.state.values.what?.text?.value ?? "";
    if (what === "water") return ack({ response_action: "errors", errors: { what: "That is not tea." } });
    await ack();
    const { channel } = JSON.parse(view.private_metadata);
    await client.chat.postMessage({
      channel,
      text: `${what} by <@${body.user.id}>`,
      blocks: card(`*${what}* by <@${body.user.id}>`, "I'm in"),
      metadata: { event_type: "round", event_payload: { what } },
    });
  });
  app.action("in", async ({ ack, body, client, respond }) => {
    await ack();
    if (body.type !== "block_actions" || body.channel === undefined || body.message === undefined) return;
    heard.actions.push({ id: "in", values: body.state?.values, shown: body.message.text });
    await client.chat.update({
      channel: body.channel.id,
      ts: body.message.ts,
      text: "full",
      blocks: card(`Joined by <@${body.user.id}>`, "Me too"),
    });
    await respond({ text: "You are in." });
  });
  app.shortcut("quote", async ({ ack, shortcut, client }) => {
    await ack();
    if (shortcut.type !== "message_action") return;
    await client.chat.postMessage({
      channel: shortcut.channel.id,
      thread_ts: shortcut.message.ts,
      text: `> ${shortcut.message.text}`,
    });
  });
  app.event("app_mention", async ({ event, client }) => {
    await client.reactions.add({ channel: event.channel, timestamp: event.ts, name: "tea" });
  });
  app.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: "home", blocks: [{ type: "section", text: { type: "plain_text", text: "Welcome" } }] },
    });
  });
  app.error(async () => {});
  if (requestUrl === undefined) await app.start();
  else await app.start(Number(new URL(requestUrl).port));
  return { app, heard, client: app.client, stop: () => app.stop() };
}
