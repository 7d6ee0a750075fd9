import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../config.ts";
import { UnavailableError } from "../domain/errors.ts";
import { connectSlack, type SlackConnection } from "../slack/connection.ts";

/** Slack may be down while we start: it is waited for, as the database and the queue are. */
export async function slackWhenThere(
  options: Parameters<typeof connectSlack>[0],
  signal: AbortSignal,
): Promise<SlackConnection> {
  for (let waited = false; ; waited = true) {
    signal.throwIfAborted();
    try {
      const slack = await connectSlack(options);
      if (waited) options.log.info("Slack answers");
      return slack;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      if (!waited) options.log.warn({ reason: error.message }, "waiting for Slack");
      await sleep(1_000, undefined, { signal }).catch(() => {});
    }
  }
}

/** How Slack reaches us, as the settings say. */
export function slackMode({ file, environment }: Config): Parameters<typeof connectSlack>[0]["mode"] {
  // readConfig has made sure that the secret of the mode is there.
  return file.slack.mode === "socket"
    ? { socket: { appToken: environment.SLACK_APP_TOKEN ?? "" } }
    : { http: { signingSecret: environment.SLACK_SIGNING_SECRET ?? "", port: file.slack.port } };
}
