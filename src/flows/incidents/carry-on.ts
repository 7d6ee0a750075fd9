import type { Incident } from "../../domain/incident/incident.ts";
import type { PlacedMessage, Show, ShownMessage, Tx } from "../ports.ts";

/**
 * Goes on elsewhere with what a thread showed: its messages are said again behind the new first one, and those of the old
 * place that could be acted on become pointers, edited in place. The caller has forgotten the old first message, holds
 * the incident's lock, and has said the new one.
 */
export async function carryOn(
  tx: Pick<Tx, "say">,
  incidentId: string,
  { root, shown }: { root: ShownMessage; shown: readonly PlacedMessage[] },
): Promise<void> {
  const replies = shown
    .filter(({ threadTs }) => threadTs === root.ts)
    .flatMap((at) => {
      const was = showOf(incidentId, at.key);
      return was ? [{ was, at: place(at) }] : [];
    });
  for (const { was } of replies) await tx.say(was);
  // Calls in other channels lead to the thread: they lead to the new one from now on.
  for (const { key } of shown) {
    const [, seq, channel] = /^call:(\d+):(.+)$/.exec(key) ?? [];
    if (channel !== undefined) await tx.say({ show: "call", incidentId, seq: Number(seq), channel });
  }
  const earlier = shown.filter(({ key, threadTs }) => key.startsWith("moved:") && threadTs === undefined);
  for (const at of [...earlier, root]) await tx.say({ show: "moved", incidentId, at: place(at) });
  for (const { was, at } of replies) await tx.say({ show: "moved", incidentId, at, was });
}

const place = ({ channel, ts, threadTs }: ShownMessage): ShownMessage => ({
  ...{ channel, ts },
  ...(threadTs === undefined ? {} : { threadTs }),
});

/** What goes on in a thread, by the key under which its message is kept. */
function showOf(incidentId: string, key: string): MovedShow | undefined {
  const [, show, id = ""] = /^(step|run|entry):(.+)$/.exec(key) ?? [];
  if (show === "step") return { show, incidentId, stepId: id };
  if (show === "run") return { show, incidentId, runId: id };
  return show === "entry" ? { show, incidentId, seq: Number(id) } : undefined;
}

type MovedShow = NonNullable<Extract<Show, { show: "moved" }>["was"]>;

/**
 * A message of an incident arrived where the incident was until it moved: it was under way meanwhile. It is shown where
 * the incident is now, and points there. False when it arrived where it belongs. The caller holds the incident's lock.
 */
export async function followMove(
  tx: Pick<Tx, "say" | "timeline">,
  { id: incidentId, channel }: Pick<Incident, "id" | "channel">,
  { show, at }: { show: Show; at: ShownMessage },
): Promise<boolean> {
  if (channel === at.channel) return false;
  const timeline = await tx.timeline(incidentId);
  if (!timeline.some(({ action, body }) => action === "incident.move" && body.from === at.channel))
    return false;
  await tx.say(show);
  const was = show.show === "step" || show.show === "run" || show.show === "entry" ? show : undefined;
  await tx.say({ show: "moved", incidentId, at: place(at), ...(was ? { was } : {}) });
  return true;
}

/** What belongs into the thread of its incident, or begins it. */
export const isOfThread = ({ show }: Show): boolean => ["incident", "step", "run", "entry"].includes(show);
