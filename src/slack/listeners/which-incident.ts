import { InputError, NotFoundError } from "../../domain/errors.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { mayKnow } from "../../domain/permission.ts";
import { pickIncidentView } from "../views/pick-incident.ts";
import type { Desk, Wish } from "./desk.ts";

const asked = 6;
/** Of these some may be for others alone. */
const looked = 50;

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
  const { found, elsewhere } = await candidates(reads, wish, wanted);
  const [only, another] = found;
  const place = wish.channel === undefined ? "" : " in this channel";
  if (only === undefined)
    throw new NotFoundError(
      `No incident is ${stateWords[wanted]}${place}. Name one, such as INC-42, or declare one with ${commands.incident} declare.`,
    );
  // What stands elsewhere is offered, never guessed.
  if (another === undefined && !elsewhere) return only;
  if (meant.again.length > 1_500)
    throw new InputError(
      `Several incidents are ${stateWords[wanted]}. Say which: put INC-${only.number} before your text.`,
    );
  const why = elsewhere
    ? `No incident is ${stateWords[wanted]}${place}, but elsewhere.`
    : `Several incidents are ${stateWords[wanted]}${place}.`;
  await wish.tell(pickIncidentView(found.slice(0, asked - 1), meant.again, why, found.length >= asked));
  return undefined;
}

const stateWords: Record<Wanted, string> = { open: "open", resolved: "resolved", any: "known" };

/** Of the person's channel; when it has none, of all that they may know of. */
async function candidates(
  reads: Desk["reads"],
  { channel, actor }: Wish,
  wanted: Wanted,
): Promise<{ found: Incident[]; elsewhere: boolean }> {
  const known = (all: readonly Incident[]) => all.filter((each) => mayKnow(actor, each)).slice(0, asked);
  const look = async (where: { channel?: string }): Promise<Incident[]> => {
    const open =
      wanted === "resolved" ? [] : known(await reads.incidents({ ...where, state: "open", limit: looked }));
    if (wanted === "open" || open.length > 0) return open;
    const any = await reads.incidents({ ...where, state: "any", limit: looked });
    return known(any.filter(({ state }) => state === "resolved"));
  };
  const here = channel === undefined ? [] : await look({ channel });
  if (here.length > 0) return { found: here, elsewhere: false };
  return { found: await look({}), elsewhere: true };
}
