import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const manifestSchema = z.object({
  display_information: z.object({ name: z.string().max(35) }),
  features: z
    .object({
      bot_user: z
        .object({ display_name: z.string().max(80) })
        .partial()
        .optional(),
      app_home: z
        .object({ home_tab_enabled: z.boolean(), messages_tab_enabled: z.boolean() })
        .partial()
        .optional(),
      slash_commands: z
        .array(
          z.object({
            command: z.string().startsWith("/").max(32),
            description: z.string().default(""),
            usage_hint: z.string().default(""),
            should_escape: z.boolean().default(false),
          }),
        )
        .max(50)
        .default([]),
      unfurl_domains: z.array(z.string()).max(5).optional(),
      shortcuts: z
        .array(
          z.object({
            type: z.enum(["global", "message"]),
            callback_id: z.string().max(255),
            name: z.string().max(24),
            description: z.string().max(150).default(""),
          }),
        )
        .max(10)
        .default([]),
    })
    .default({ slash_commands: [], shortcuts: [] }),
  oauth_config: z
    .object({
      scopes: z.object({
        bot: z.array(z.string()).default([]),
        bot_optional: z.array(z.string()).optional(),
      }),
    })
    .default({ scopes: { bot: [] } }),
  settings: z
    .object({
      event_subscriptions: z.object({ bot_events: z.array(z.string()).max(100).default([]) }).optional(),
      socket_mode_enabled: z.boolean().optional(),
    })
    .default({}),
});

export interface Manifest {
  appName: string;
  botName: string;
  commands: { command: string; description: string; usageHint: string; shouldEscape: boolean }[];
  shortcuts: { type: "global" | "message"; callbackId: string; name: string; description: string }[];
  scopes: string[];
  events: string[];
  unfurlDomains: string[];
  homeTab: boolean;
  /** Where people read what the app sends them alone; without it nothing can be sent. */
  messagesTab: boolean;
}

/**
 * Reads an app manifest as Slack would at installation.
 * `commandNames` renames commands (`{ "/incident": "/inc" }`) for a workspace where a name was taken.
 */
export function readManifest(file: string, commandNames: Record<string, string> = {}): Manifest {
  if (!existsSync(file)) throw new Error(`There is no app manifest at ${file}. Name the file that holds it.`);
  const parsed = manifestSchema.safeParse(parse(readFileSync(file, "utf8")));
  if (!parsed.success) {
    throw new Error(`${file} is not a manifest Slack would accept:\n${z.prettifyError(parsed.error)}`);
  }
  const { display_information, features, oauth_config, settings } = parsed.data;
  return {
    appName: display_information.name,
    botName: features.bot_user?.display_name ?? display_information.name,
    commands: features.slash_commands.map((each) => ({
      command: commandNames[each.command] ?? each.command,
      description: each.description,
      usageHint: each.usage_hint,
      shouldEscape: each.should_escape,
    })),
    shortcuts: features.shortcuts.map(({ callback_id, ...rest }) => ({ ...rest, callbackId: callback_id })),
    scopes: [...new Set([...oauth_config.scopes.bot, ...(oauth_config.scopes.bot_optional ?? [])])],
    events: settings.event_subscriptions?.bot_events ?? [],
    unfurlDomains: features.unfurl_domains ?? [],
    homeTab: features.app_home?.home_tab_enabled ?? false,
    messagesTab: features.app_home?.messages_tab_enabled ?? true,
  };
}
