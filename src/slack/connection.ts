import { App } from "@slack/bolt";
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { CairnError, InputError, UnavailableError } from "../domain/errors.ts";
import type { Deliveries } from "../flows/ports.ts";
import type { Log } from "../log.ts";
import { boltLogger } from "./bolt-logger.ts";
import { channelKinds, checkChannels } from "./check-channels.ts";
import {
  clientOptions,
  createQuickClient,
  createReadingClient,
  createSendingClient,
  type SlackApi,
} from "./clients.ts";
import { isTokenTrouble } from "./errors.ts";
import { createHttpEndpoint } from "./http-endpoint.ts";
import { withoutRepeats } from "./seen-deliveries.ts";
import { createSocketConnections } from "./socket-connections.ts";

export interface SlackConnectionOptions extends Pick<SlackApi, "slackApiUrl" | "fetch"> {
  botToken: string;
  mode: { socket: { appToken: string } } | { http: { signingSecret: string; port: number } };
  log: Log;
  deliveries: Deliveries;
  /** Called once when no connection was alive for `lostAfterMs`: end the process and let it be started again. */
  onLost?: () => void;
  lostAfterMs?: number;
  /** How long a message may take to send. */
  callMs?: number;
}

export interface SlackIdentity {
  teamId: string;
  botId: string;
  botUserId: string;
  botName: string;
  /** The workspace's address, ending in a slash. */
  url: string;
}

export interface SlackConnection {
  app: App;
  identity: SlackIdentity;
  clients: { sending: WebClient; reading: WebClient; quick: WebClient };
  /** Throws a CairnError that names every channel that is missing, or that the bot is not in. */
  checkChannels(channelIds: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
  /** Which of these are private; those that Slack does not tell of are left out. */
  channelKinds(channelIds: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
  start(): Promise<void>;
  stop(): Promise<void>;
  healthy(): boolean;
  /** Over which Slack delivers to us now. */
  connections(): number;
  /** Where Slack's requests are taken, in HTTP mode. */
  port(): number | undefined;
}

/** Asks Slack who we are, and joins what it delivers with Bolt; nothing is delivered before `start`. */
export async function connectSlack(options: SlackConnectionOptions): Promise<SlackConnection> {
  const { botToken, mode, log } = options;
  const logger = boltLogger(log);
  const api: SlackApi = { slackApiUrl: options.slackApiUrl, fetch: options.fetch, logger };
  const reading = createReadingClient(botToken, api);
  const identity = await whoAreWe(reading);
  if ("socket" in mode) await requireAppToken(createReadingClient(mode.socket.appToken, api));
  const socket =
    "socket" in mode
      ? createSocketConnections({ ...options, appToken: mode.socket.appToken, logger })
      : undefined;
  const http = "http" in mode ? createHttpEndpoint({ ...mode.http, logger }) : undefined;
  const link = socket ?? http;
  if (link === undefined) throw new CairnError("slack_mode", "Slack needs Socket Mode or HTTP.");

  const app = new App({
    receiver: withoutRepeats(link.receiver, options.deliveries),
    authorize: async () => ({ botToken, ...identity }),
    convoStore: false,
    logger,
    clientOptions: clientOptions(api, 1, 5_000),
  });
  let watchdog: NodeJS.Timeout | undefined;
  return {
    app,
    identity,
    clients: {
      sending: createSendingClient(botToken, api, options.callMs),
      reading,
      quick: createQuickClient(botToken, api),
    },
    checkChannels: (channelIds) => checkChannels(reading, channelIds, identity.botName),
    channelKinds: (channelIds) => channelKinds(reading, channelIds),
    start: async () => {
      await app.start();
      watchdog = watch(options, () => link.healthy());
    },
    stop: async () => {
      clearInterval(watchdog);
      await app.stop();
    },
    healthy: () => link.healthy(),
    connections: () => link.connections(),
    port: () => http?.port(),
  };
}

async function whoAreWe(client: WebClient): Promise<SlackIdentity> {
  try {
    const { team_id, bot_id, user_id, user, url } = await client.auth.test();
    if (!team_id || !bot_id || !user_id)
      throw new InputError("SLACK_BOT_TOKEN is not a bot's token (xoxb-…).");
    return {
      teamId: team_id,
      botId: bot_id,
      botUserId: user_id,
      botName: user ?? "cairn",
      url: url ?? "https://slack.com/",
    };
  } catch (cause) {
    if (cause instanceof CairnError) throw cause;
    if (cause instanceof WebAPIPlatformError)
      throw new InputError(
        `Slack refuses SLACK_BOT_TOKEN (${cause.data.error}). Install the app again and copy its bot token.`,
        { cause },
      );
    throw new UnavailableError("Slack cannot be reached. Check the network and SLACK_API_URL.", { cause });
  }
}

/** A wrong one would only show as connections that never open. */
async function requireAppToken(client: WebClient): Promise<void> {
  try {
    await client.apps.connections.open({});
  } catch (cause) {
    // Whatever else went wrong is for the connections: they try again.
    if (cause instanceof WebAPIPlatformError && isTokenTrouble(cause.data.error))
      throw new InputError(
        `Slack refuses SLACK_APP_TOKEN (${cause.data.error}). Make an app-level token with connections:write (Basic Information) and copy it.`,
        { cause },
      );
  }
}

function watch(
  { log, onLost, lostAfterMs = 120_000 }: SlackConnectionOptions,
  healthy: () => boolean,
): NodeJS.Timeout {
  let aliveAt = performance.now();
  let told = false;
  const look = () => {
    if (healthy()) {
      aliveAt = performance.now();
      told = false;
    } else if (!told && performance.now() - aliveAt > lostAfterMs) {
      told = true;
      log.error({ seconds: Math.round(lostAfterMs / 1000) }, "No connection to Slack");
      onLost?.();
    }
  };
  return setInterval(look, Math.min(5_000, lostAfterMs)).unref();
}
