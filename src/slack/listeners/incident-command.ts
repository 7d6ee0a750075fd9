import { helpView } from "../views/help.ts";
import { mistypedView } from "../views/mistyped.ts";
import { parseCommandText, withNumber } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import { closestVerb, findVerb } from "./find-verb.ts";
import { showTray } from "./tray.ts";
import { carryOut } from "./verb.ts";
import { incidentUsage, verbs } from "./verbs.ts";

const looking = ["list", "status", "web", "help"];

/** True of what keeps nothing, whatever comes of it. */
export const onlyLooks = (text: string): boolean =>
  looking.includes(findVerb(verbs, parseCommandText(text).verb)?.name ?? "");

/** `/incident …`, a mention of the bot, and a choice of incident that comes back. */
export async function incidentCommand(desk: Desk, wish: Wish, text: string): Promise<void> {
  const said = parseCommandText(text);
  if (said.verb === "" || said.verb === "tray" || said.verb === "menu")
    return showTray(desk, wish, said.number);
  const verb = findVerb(verbs, said.verb);
  if (verb) return carryOut(desk, wish, verb, withNumber(said, verb));
  const meant = closestVerb(verbs, said.verb);
  await wish.tell(
    meant
      ? mistypedView(desk.commands.incident, said.verb, meant, {
          incidentId: wish.incidentId,
          rest: `incident ${before(said.number, `${meant.name} ${said.rest}`)}`.trim(),
        })
      : helpView(desk.commands.incident, incidentUsage, said.verb),
  );
}

const before = (number: number | undefined, words: string): string =>
  number === undefined ? words : `INC-${number} ${words}`;
