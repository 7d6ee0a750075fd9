import type { Workspace } from "../../src/sandbox/slack/index.ts";
import type { Seeded } from "./seeded.ts";

const sending = ["chat.postMessage", "chat.update"] as const;
const lookingUp = ["conversations.history", "conversations.replies"] as const;

/**
 * The mix of the catalogue: a tenth each of 429, refused before and after it was done, and the connection dropped after
 * it was done; a twentieth each of an answer that comes too late, and of `internal_error` although it was done.
 */
export function slackFaults(workspace: Workspace, random: Seeded, calls: number): number {
  let injected = 0;
  for (let call = 0; call < calls; call++) {
    const method = random.pick(sending);
    const roll = random.next();
    const fault =
      roll < 0.1
        ? { retryAfter: 1 }
        : roll < 0.2
          ? { status: 500 }
          : roll < 0.3
            ? { how: "lost" as const, status: 500 }
            : roll < 0.4
              ? { how: "lost" as const }
              : roll < 0.45
                ? { slowMs: 2_200 }
                : roll < 0.5
                  ? { how: "lost" as const, code: "internal_error" }
                  : undefined;
    if (fault === undefined) continue;
    workspace.fault({ method, skip: random.below(3), ...fault });
    injected += 1;
    if (random.chance(0.15)) {
      workspace.fault({
        method: random.pick(lookingUp),
        ...(random.chance(0.5) ? { retryAfter: 1 } : { status: 503 }),
      });
      injected += 1;
    }
  }
  return injected;
}

/** People talk: what is looked for lies pages back. */
export async function chatter(workspace: Workspace, channel: string, lines: number): Promise<void> {
  const person = workspace.as("U0RESPONDER2");
  for (let line = 0; line < lines; line++) await person.post({ channel, text: `People talk, ${line}.` });
}
