import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { events, registerListeners } from "./listeners/index.ts";
import { shortcuts } from "./listeners/shortcuts.ts";
import { incidentUsageHint } from "./listeners/verbs.ts";
import { manifestFile, renderManifest } from "./manifest.ts";

const text = readFileSync(manifestFile, "utf8");
const manifest = parse(text);
const commands = { incident: "/incident", runbook: "/runbook", trail: "/trail" };

/** The scopes Slack's documentation asks for, by method; conversations.* work by the kinds of channel. */
const scopesOf: Record<string, string[]> = {
  "auth.test": [],
  "chat.postMessage": ["chat:write"],
  "chat.postEphemeral": ["chat:write"],
  "chat.getPermalink": [],
  "chat.update": ["chat:write"],
  "chat.delete": ["chat:write"],
  "conversations.info": ["channels:read", "groups:read"],
  "conversations.history": ["channels:history", "groups:history", "im:history"],
  "conversations.replies": ["channels:history", "groups:history"],
  "conversations.open": ["im:write"],
  "files.getUploadURLExternal": ["files:write"],
  "files.info": ["files:read"],
  "files.completeUploadExternal": ["files:write"],
  "reactions.get": ["reactions:read"],
  "usergroups.list": ["usergroups:read"],
  "usergroups.users.list": ["usergroups:read"],
  "users.info": ["users:read"],
  "users.lookupByEmail": ["users:read.email"],
  "views.open": [],
  "views.publish": [],
  "views.push": [],
  "views.update": [],
};
const scopesOfEvents: Record<string, string[]> = {
  app_home_opened: [],
  app_mention: ["app_mentions:read"],
  reaction_added: ["reactions:read"],
  reaction_removed: ["reactions:read"],
  "message.channels": ["channels:history"],
  "message.groups": ["groups:history"],
};

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

/** Every Web API method that our code calls: `client.chat.postMessage(`, `quick.views.open(`. */
const methodsCalled = [
  ...new Set(
    sources(import.meta.dirname).flatMap((source) =>
      [...source.matchAll(/\b(?:client|quick|sending|reading)\.((?:[a-zA-Z]+\.){1,2}[a-zA-Z]+)\(/g)].flatMap(
        ([, method]) =>
          method !== undefined &&
          /^(auth|chat|conversations|files|reactions|usergroups|users|views)\./.test(method)
            ? [method]
            : [],
      ),
    ),
  ),
].sort();

describe("the manifest", () => {
  test("asks for exactly the scopes that our calls, commands and events need", () => {
    expect(methodsCalled).toEqual(Object.keys(scopesOf).sort());
    const needed = new Set([
      "commands",
      ...methodsCalled.flatMap((method) => scopesOf[method] ?? []),
      ...events.flatMap((event) => scopesOfEvents[event] ?? []),
    ]);
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
  });

  test("has the commands, events and shortcuts that the listeners register, and no other", () => {
    const registered = { command: [] as string[], event: [] as string[], shortcut: [] as unknown[] };
    const app = {
      command: (name: string) => registered.command.push(name),
      event: (name: string) => registered.event.push(name),
      shortcut: (name: unknown) => registered.shortcut.push(name),
      action() {},
      view() {},
      options() {},
      error() {},
    };
    registerListeners(app as never, { commands } as never, "U0CAIRN");
    expect(manifest.features.slash_commands.map((each: { command: string }) => each.command)).toEqual(
      registered.command,
    );
    expect(manifest.settings.event_subscriptions.bot_events).toEqual([...events]);
    // Messages have one listener, and a subscription for each kind of channel.
    const subscribed = registered.event.flatMap((name) =>
      name === "message" ? ["message.channels", "message.groups"] : [name],
    );
    expect(subscribed).toEqual([...events]);
    // The last one is the catch-all.
    expect(registered.shortcut.pop()).toEqual(/.*/);
    expect(registered.shortcut).toEqual(
      manifest.features.shortcuts.map(({ type, callback_id }: { type: string; callback_id: string }) => ({
        type: type === "message" ? "message_action" : "shortcut",
        callback_id,
      })),
    );
    for (const { callback_id, name } of manifest.features.shortcuts)
      expect(shortcuts[callback_id]?.name).toBe(name);
  });

  test("shows every verb while somebody types the command", () => {
    const [incident] = manifest.features.slash_commands;
    expect(incident.usage_hint).toBe(incidentUsageHint);
  });

  test("has the App Home that we publish, and the messages in which people are asked alone", () => {
    expect(manifest.features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true });
    expect(events).toContain("app_home_opened");
  });

  test("stays within Slack's limits", () => {
    expect(manifest.display_information.description.length).toBeLessThanOrEqual(140);
    expect(manifest.display_information.long_description.length).toBeGreaterThanOrEqual(175);
    expect(manifest.features.shortcuts.length).toBeLessThanOrEqual(10);
    for (const shortcut of manifest.features.shortcuts) {
      expect(shortcut.name.length).toBeLessThanOrEqual(24);
      expect(shortcut.description.length).toBeLessThanOrEqual(150);
    }
    for (const command of manifest.features.slash_commands) {
      expect(command.command.length).toBeLessThanOrEqual(32);
      expect(command.usage_hint.length).toBeLessThanOrEqual(1000);
      expect(command.should_escape).toBe(true);
    }
  });

  test("takes the command names of a workspace where ours are taken", () => {
    const renamed = parse(renderManifest({ commands: { ...commands, incident: "/inc" }, mode: "socket" }));
    expect(renamed.features.slash_commands.map((each: { command: string }) => each.command)).toEqual([
      "/inc",
      "/runbook",
      "/trail",
    ]);
    expect(renamed.settings.socket_mode_enabled).toBe(true);
  });

  test("names where people come back to from signing in, when there are pages", () => {
    const signIn = "https://cairn.example/sign-in/slack/back";
    const withPages = parse(renderManifest({ commands, mode: "socket", signIn }));
    expect(withPages.oauth_config.redirect_urls).toEqual([signIn]);
    expect(parse(renderManifest({ commands, mode: "socket" })).oauth_config.redirect_urls).toBeUndefined();
  });

  test("names the address for HTTP everywhere Slack wants it", () => {
    const http = parse(renderManifest({ commands, mode: "http", url: "https://cairn.example" }));
    const address = "https://cairn.example/slack/events";
    expect(http.settings).toMatchObject({
      socket_mode_enabled: false,
      interactivity: { is_enabled: true, request_url: address },
      event_subscriptions: { request_url: address },
    });
    for (const command of http.features.slash_commands) expect(command.url).toBe(address);
  });
});
