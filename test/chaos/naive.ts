import { WebClient } from "@slack/web-api";
import type { Seeded } from "./seeded.ts";
import { slackFaults } from "./slack-faults.ts";
import type { World } from "./world.ts";

export interface NaiveFigure {
  posted: number;
  lost: number;
  doubled: number;
  /** What the client gave up on with an error. */
  failed: number;
}

/** The same messages under the same faults, sent as the SDK does when nobody tells it otherwise; only its waits are shortened. */
export async function naiveFigure(world: World, random: Seeded, messages: number): Promise<NaiveFigure> {
  const client = new WebClient(world.workspace.botToken, {
    slackApiUrl: world.workspace.apiUrl,
    timeout: 1_500,
    retryConfig: { retries: 10, factor: 1.5, minTimeout: 20, maxTimeout: 200 },
    logger: {
      debug() {},
      info() {},
      warn() {},
      error() {},
      setLevel() {},
      getLevel: () => "error" as never,
      setName() {},
    },
  });
  const [channel = ""] = world.channels;
  let failed = 0;
  for (let index = 0; index < messages; index++) {
    if (index % 10 === 0) slackFaults(world.workspace, random, 10);
    await client.chat.postMessage({ channel, text: `naive ${index}` }).catch(() => {
      failed += 1;
    });
  }
  world.workspace.clearFaults();
  const seen = new Map<string, number>();
  for (const { text } of world.workspace.report().messages[channel] ?? [])
    if (text?.startsWith("naive ")) seen.set(text, (seen.get(text) ?? 0) + 1);
  return {
    posted: messages,
    lost: messages - seen.size,
    doubled: [...seen.values()].filter((count) => count > 1).length,
    failed,
  };
}
