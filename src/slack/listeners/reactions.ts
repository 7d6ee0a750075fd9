import { WebAPIPlatformError } from "@slack/web-api";
import { z } from "zod";
import { InputError } from "../../domain/errors.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { mayKnow } from "../../domain/permission.ts";
import type { MessageToPin } from "../../flows/thread/pin-message.ts";
import { asMessage, pinReaction, slackMessage } from "../person-message.ts";
import { toldView } from "../views/told.ts";
import { asideIn } from "./aside.ts";
import type { Desk, Wish } from "./desk.ts";
import { attempt } from "./guard.ts";

const reaction = z.object({
  type: z.enum(["reaction_added", "reaction_removed"]),
  user: z.string(),
  reaction: z.literal(pinReaction),
  item: z.object({ type: z.literal("message"), channel: z.string(), ts: z.string() }),
});

type Pinned = MessageToPin & { pins: number; lookedAt: Date };

/** `:pushpin:` puts a message on the timeline; when the last one is taken off, so is the message. */
export const onReaction =
  (desk: Desk) =>
  async ({ event }: { event: unknown }): Promise<void> => {
    const parsed = reaction.safeParse(event);
    if (!parsed.success) return;
    const { type, user, item } = parsed.data;
    const { channel } = item;
    const tell = asideIn(desk, user, channel);
    await attempt(
      desk,
      { what: `:${pinReaction}:`, personId: user, ack: async () => {}, tell },
      async (actor) => {
        // Events come in any order, and twice: what counts is what stands on the message now.
        const message = await messageNow(desk, item);
        if (message === undefined) return;
        const there = asideIn(desk, user, channel, message.threadTs);
        const wish: Wish = { actor, channel, tell: there, open: async () => {} };
        if (type === "reaction_added" && message.pins > 0) await put(desk, wish, message);
        if (type === "reaction_removed" && message.pins === 0) await takeOff(desk, wish, message);
      },
    );
  };

async function put(desk: Desk, wish: Wish, message: Pinned): Promise<void> {
  const incident = await incidentOf(desk, wish, message);
  if (incident === undefined) return;
  const { actor } = wish;
  const { pins: _, lookedAt: at, ...pinned } = message;
  const wanted = { incidentId: incident.id, message: pinned, actor, look: { at } };
  if ((await desk.flows.pinMessage(wanted)) === "was-pinned") return;
  await wish.tell(toldView(`📌 The message is on the timeline of ${shortId(incident)}.`));
}

/** Where its thread's incident never had it, the record still learns that no pin stands there. */
async function takeOff(desk: Desk, wish: Wish, message: Pinned): Promise<void> {
  const { actor } = wish;
  const { channel, ts, threadTs = ts, lookedAt: at } = message;
  const ofThread = await desk.reads.incidentByThread(channel, threadTs);
  const having = await desk.reads.incidentsWithMessage(message);
  for (const incidentId of new Set([...having, ...(ofThread ? [ofThread.id] : [])])) {
    const incident = await desk.reads.incident(incidentId);
    if (!incident || !mayKnow(actor, incident)) continue;
    if (await desk.flows.unpinMessage({ incidentId, message: { channel, ts }, actor, look: { at } }))
      await wish.tell(
        toldView(
          `The message is taken off the timeline of ${shortId(incident)}; the transcript still tells that it was there.`,
        ),
      );
  }
}

/** The thread's incident, else the only open one of the channel. A pin that means none is not ours. */
async function incidentOf(
  desk: Desk,
  { actor, channel = "" }: Wish,
  message: Pinned,
): Promise<Incident | undefined> {
  const ofThread = await desk.reads.incidentByThread(channel, message.threadTs ?? message.ts);
  if (ofThread) return ofThread;
  const open = await desk.reads.incidents({ channel, state: "open", limit: 10 });
  const [only, another] = open.filter((each) => mayKnow(actor, each));
  if (another)
    throw new InputError(
      "Several incidents are open in this channel. To say which one is meant, use “Link to incident” in the menu of the message.",
    );
  return only;
}

/** Undefined once it is gone. */
async function messageNow(
  { quick, people, clock }: Pick<Desk, "quick" | "people" | "clock">,
  { channel, ts }: { channel: string; ts: string },
): Promise<Pinned | undefined> {
  const lookedAt = clock();
  try {
    const found = await quick.reactions.get({ channel, timestamp: ts, full: true });
    const parsed = slackMessage.safeParse(found.message);
    if (!parsed.success) return undefined;
    const {
      editedTs: _,
      pinnedBy: __,
      permalink = "",
      ...message
    } = await asMessage(people, channel, parsed.data);
    return { ...message, permalink, lookedAt };
  } catch (error) {
    if (error instanceof WebAPIPlatformError && error.data.error === "message_not_found") return undefined;
    throw error;
  }
}
