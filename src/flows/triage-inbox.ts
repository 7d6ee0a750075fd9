import { parseAlarm } from "../domain/alarm/parse-alarm.ts";
import { CairnError } from "../domain/errors.ts";
import type { Run } from "../domain/run.ts";
import { applyAlarm } from "./apply-alarm.ts";
import type { InboxMessage, Ports, Tx } from "./ports.ts";

type Needs = Pick<Ports, "store" | "clock" | "newId" | "settings" | "runbooks" | "enginesFor" | "doorbell">;

const maxAttempts = 5;

/** Takes one message from the inbox to its incident; false when the inbox is empty. */
export async function triageInbox(ports: Needs): Promise<boolean> {
  let taken: InboxMessage | undefined;
  try {
    const asked = await ports.store.transaction(async (tx) => {
      [taken] = await tx.claimInbox(1);
      return taken === undefined ? undefined : triage(ports, tx, taken);
    });
    if (asked) await ports.doorbell.ring(asked.id);
    return taken !== undefined;
  } catch (error) {
    if (taken === undefined) throw error;
    const passing = error instanceof CairnError && error.retryable;
    await putAside(ports, taken, error, passing);
    // The others have their turn first, and the neighbour some time.
    if (passing) throw error;
    return true;
  }
}

async function triage(ports: Needs, tx: Tx, message: InboxMessage): Promise<Run | undefined> {
  const parsed = parseAlarm(message.body);
  if (parsed.outcome === "unparsed") {
    await tx.settleInbox(message.id, "unparsed", parsed.why);
    return undefined;
  }
  const isNew = parsed.outcome === "alarm" && (await tx.transitionOnce(parsed.alarm, message.id));
  const asked = isNew ? await applyAlarm(ports, tx, parsed.alarm) : undefined;
  await tx.settleInbox(message.id, "done");
  return asked;
}

/**
 * A message that fails again and again blocks nobody: it goes to the back, and aside after five attempts. What a
 * neighbour's outage broke is never put aside: no accepted alarm is lost.
 */
async function putAside(
  { store }: Needs,
  message: InboxMessage,
  error: unknown,
  passing: boolean,
): Promise<void> {
  const why = error instanceof Error ? error.message : String(error);
  const state = !passing && message.attempts + 1 >= maxAttempts ? "dead" : "new";
  await store.transaction((tx) => tx.settleInbox(message.id, state, why));
}
