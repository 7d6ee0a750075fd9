import type { Logger } from "@slack/bolt";
import { WebClient, type WebClientOptions } from "@slack/web-api";

/** Where Slack's Web API is; only the sandbox and tests say something else than Slack. */
export interface SlackApi {
  slackApiUrl?: string;
  /** Where the library's own lines go; its default is the console. */
  logger?: Logger;
  /** Makes the calls; whoever counts them stands in its place. */
  fetch?: WebClientOptions["fetch"];
}

/**
 * A fresh object for every client: Bolt changes the one it gets, and a shared one leaked tokens between clients.
 * `headers` must stay out of it for the same reason.
 */
export const clientOptions = (
  { slackApiUrl, logger, fetch }: SlackApi,
  retries: number,
  timeout = 10_000,
): WebClientOptions => ({
  ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
  ...(logger === undefined ? {} : { logger }),
  ...(fetch === undefined ? {} : { fetch }),
  timeout,
  retryConfig: { retries, minTimeout: 500, maxTimeout: 5_000 },
  rejectRateLimitedCalls: true,
});

/** For the outbox: a retry inside the client would post twice what was stored but not answered. */
export const createSendingClient = (token: string, api: SlackApi, timeoutMs?: number): WebClient =>
  new WebClient(token, clientOptions(api, 0, timeoutMs));

/** For reading, where asking again does no harm. */
export const createReadingClient = (token: string, api: SlackApi): WebClient =>
  new WebClient(token, clientOptions(api, 3, 5_000));

/** For what hangs on a trigger, which lives three seconds. */
export const createQuickClient = (token: string, api: SlackApi): WebClient =>
  new WebClient(token, clientOptions(api, 0, 2_500));
