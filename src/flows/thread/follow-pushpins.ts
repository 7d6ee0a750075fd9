import { CairnError } from "../../domain/errors.ts";
import { isAllowed } from "../../domain/permission.ts";
import { type Actor, system } from "../../domain/responder.ts";
import type { MessageNow, Pushpin } from "../ports/thread.ts";
import type { People, Ports } from "../ports.ts";
import { keepLook } from "./keep-look.ts";
import { pinMessage } from "./pin-message.ts";
import { unpinMessage } from "./unpin-message.ts";

type Needs = Pick<Ports, "store"> & Pick<Ports, "clock"> & { people?: Pick<People, "actor"> };

const keyOf = ({ channel, ts }: Pick<Pushpin, "channel" | "ts">): string => `${channel} ${ts}`;

/**
 * Holds the pushpins that stand in a thread against what the record last knew of them: who put one on while nobody
 * listened has the message put on the timeline, and where the last one is gone it is taken off. What came there by
 * another way, without a pushpin, stays.
 */
export async function followPushpins(
  ports: Needs,
  { incidentId, now, askedAt }: { incidentId: string; now: readonly MessageNow[]; askedAt: Date },
): Promise<void> {
  const { store } = ports;
  const known = new Map((await store.pushpins(incidentId)).map((each) => [keyOf(each), each]));
  for (const message of now) {
    const before = known.get(keyOf(message));
    const stands = message.pins > 0;
    if (before?.look?.stands === stands || (before === undefined && !stands)) continue;
    const readBack = { at: askedAt, readBack: true } as const;
    // Put there before pushpins were followed, or by a shortcut: what stands is learnt, and nothing concluded.
    if (before && before.look === undefined)
      await store.transaction(async (tx) => {
        await tx.lockIncident(incidentId);
        await keepLook(tx, incidentId, message, { stands, at: askedAt });
      });
    else if (!stands) await unpinMessage(ports, { incidentId, message, actor: system, look: readBack });
    else {
      const actor = await whoPinned(ports, incidentId, message);
      const pinned = { ...message, permalink: message.permalink ?? "" };
      if (actor) await pinMessage(ports, { incidentId, message: pinned, actor, look: readBack });
    }
  }
}

const mostAsked = 10;

/** The first of them who may. Whom Slack cannot tell about now is asked about again at the next reading. */
async function whoPinned(
  { store, people }: Needs,
  incidentId: string,
  { pinnedBy }: MessageNow,
): Promise<Actor | undefined> {
  const incident = await store.incident(incidentId);
  for (const id of people ? pinnedBy.slice(0, mostAsked) : []) {
    const actor = await people?.actor(id).catch((error: unknown) => {
      if (error instanceof CairnError) return undefined;
      throw error;
    });
    if (actor && isAllowed(actor, "message.pin", incident)) return actor;
  }
  return undefined;
}
