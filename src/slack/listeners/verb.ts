import type { Incident } from "../../domain/incident/incident.ts";
import { type Action, requirePermission } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import type { VerbGroup } from "../views/help.ts";
import { toldView } from "../views/told.ts";
import type { CommandText } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import { whichIncident } from "./which-incident.ts";

/** Something people can tell Cairn to do: typed behind a command, said to it in a thread, or pressed in the tray. */
export type Verb = Words & (About | Alone);

interface Words {
  name: string;
  /** Under which heading it stands in tray and help. */
  group: VerbGroup;
  synonyms: readonly string[];
  /** What may follow it, as people read it; empty when nothing may. */
  usage: string;
  /** What it does, as the end of a sentence that begins with it. */
  meaning: string;
  /** What its button in the tray says, with “…” when a form comes first. */
  button: string;
  /** What it takes, checked before a form opens. The flow checks again; absent where only the flow can tell. */
  may?: Action;
  /** It is about the pages, and offered only where there are any. */
  onPages?: true;
  /** Free words follow, so a number at their beginning need not be an incident's. */
  freeText?: true;
  /** A number behind it is a step's; an incident is named as INC-42. */
  steps?: true;
  /** When its button makes sense, beyond the incident's state; typed it may still be tried, and the flow refuses. */
  fits?: (incident: Incident, actor: Actor) => boolean;
}

/** Of one incident, in the states in which it makes sense. */
interface About {
  on: "open" | "resolved" | "any";
  act: (desk: Desk, wish: Wish, incident: Incident, said: CommandText) => Promise<void>;
}

/** Of no incident in particular. */
interface Alone {
  on: "none";
  /** In an incident's tray too. */
  alsoIn?: true;
  act: (desk: Desk, wish: Wish, said: CommandText) => Promise<void>;
}

/** Carries a verb out: finds the incident that is meant, or asks which, and checks that this person may. */
export async function carryOut(desk: Desk, wish: Wish, verb: Verb, said: CommandText): Promise<void> {
  if (verb.on === "none") {
    if (verb.may) requirePermission(wish.actor, verb.may);
    return verb.act(desk, wish, said);
  }
  const incident = await whichIncident(desk, wish, {
    number: said.number,
    state: verb.on,
    // A mention as Slack wrote it: read again, its name alone calls nobody.
    again:
      `incident ${verb.name} ${said.called ? `${said.called.mention} ${said.called.rest}` : said.rest}`.trim(),
  });
  if (incident === undefined) return;
  if (verb.may) requirePermission(wish.actor, verb.may, incident);
  await verb.act(desk, wish, incident, said);
}

export const say = (wish: Wish, sentence: string): Promise<void> => wish.tell(toldView(sentence));
