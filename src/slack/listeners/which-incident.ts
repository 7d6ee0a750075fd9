import { InputError, NotFoundError } from "../../domain/errors.ts";
import type { Incident } from "../../domain/incident.ts";
import { mayKnow } from "../../domain/permission.ts";
import { pickIncidentView } from "../views/pick-incident.ts";
import type { Desk, Wish } from "./desk.ts";

const asked = 6;

/** `any` prefers what is open. */
type Wanted = "open" | "resolved" | "any";

/**
 * The incident somebody means: by its number, by what they pressed, by the thread, else the only one of the channel.
 * Undefined when there are several: then the person was asked, and `again` comes back with the choice.
 */
export async function whichIncident(
  { reads, commands }: Pick<Desk, "reads" | "commands">,
  wish: Wish,
  meant: { number?: number; state?: Wanted; again: string },
): Promise<Incident | undefined> {
  if (meant.number !== undefined) {
    const incident = await reads.incidentByNumber(meant.number);
    if (incident && mayKnow(wish.actor, incident)) return incident;
    throw new NotFoundError(
      `There is no INC-${meant.number}. ${commands.incident} list shows what there is.`,
    );
  }
  if (wish.incidentId) {
    const incident = await reads.incident(wish.incidentId);
    if (incident && mayKnow(wish.actor, incident)) return incident;
  }
  if (wish.channel && wish.threadTs) {
    const incident = await reads.incidentByThread(wish.channel, wish.threadTs);
    if (incident && mayKnow(wish.actor, incident)) return incident;
  }
  const wanted = meant.state ?? "open";
  const found = wish.channel === undefined ? [] : await candidates(reads, wish.channel, wanted);
  const [only, another] = found;
  if (only === undefined)
    throw new NotFoundError(
      `No incident is ${wanted} in this channel. Name one, such as INC-42, or declare one with ${commands.incident} declare.`,
    );
  if (another === undefined) return only;
  if (meant.again.length > 1_500)
    throw new InputError(
      `Several incidents are ${wanted} here. Say which: put INC-${only.number} before your text.`,
    );
  await wish.tell(pickIncidentView(found.slice(0, asked - 1), meant.again, wanted, found.length >= asked));
  return undefined;
}

async function candidates(reads: Desk["reads"], channel: string, wanted: Wanted): Promise<Incident[]> {
  const open = wanted === "resolved" ? [] : await reads.incidents({ channel, state: "open", limit: asked });
  if (wanted === "open" || open.length > 0) return open;
  const any = await reads.incidents({ channel, state: "any", limit: 50 });
  return any.filter(({ state }) => state === "resolved").slice(0, asked);
}
