import { InputError, NotFoundError } from "../../domain/errors.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import { findRunbooks } from "../../domain/runbook/find-runbooks.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import { helpView } from "../views/help.ts";
import { inputsModal } from "../views/inputs-modal.ts";
import { mistypedView } from "../views/mistyped.ts";
import { runbookModal } from "../views/modals.ts";
import { runbookListView, runbookView } from "../views/runbooks.ts";
import { toldView } from "../views/told.ts";
import { parseCommandText, parsePairs } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import { closestVerb, findVerb } from "./find-verb.ts";
import { from } from "./open-modal.ts";
import { runbookUsage, runbookVerbs } from "./runbook-usage.ts";
import { whichIncident } from "./which-incident.ts";

/** `/runbook …` */
export async function runbookCommand(desk: Desk, wish: Wish, text: string): Promise<void> {
  const { verb, number, rest } = parseCommandText(text);
  switch (findVerb(runbookVerbs, verb)?.name ?? verb) {
    case "":
    case "list":
      requirePermission(wish.actor, "incident.read");
      return wish.tell(runbookListView(desk.runbooks.all(), desk.commands, desk.runbooks.broken?.()));
    case "show":
      requirePermission(wish.actor, "incident.read");
      return wish.tell(runbookView(requireRunbook(desk, rest), desk.commands));
    case "run":
      return runIt(desk, wish, { number, rest });
    case "help":
      return wish.tell(helpView(desk.commands.runbook, runbookUsage));
    default:
      return search(desk, wish, text);
  }
}

/** A runbook's own id shows it, a typo of it asks; other words are looked for in what the runbooks say of themselves. */
async function search(desk: Desk, wish: Wish, text: string): Promise<void> {
  requirePermission(wish.actor, "incident.read");
  const { words } = parseCommandText(text);
  const all = desk.runbooks.all();
  const exact = desk.runbooks.byId(words.toLowerCase());
  if (exact) return wish.tell(runbookView(exact, desk.commands));
  const found = findRunbooks(all, words);
  if (found.length > 0) return wish.tell(runbookListView(found, desk.commands, [], words));
  const ids = all.map(({ id, title }) => ({ name: id, synonyms: [], usage: "", title }));
  const typed = words.toLowerCase();
  const verb = closestVerb(runbookVerbs, typed.split(" ")[0] ?? "");
  const meant = closestVerb(ids, typed);
  const [first, ...rest] = words.split(" ");
  if (verb)
    return wish.tell(
      mistypedView(desk.commands.runbook, first ?? "", verb, {
        rest: `runbook ${verb.name} ${rest.join(" ")}`.trim(),
      }),
    );
  if (meant)
    return wish.tell(
      mistypedView(desk.commands.runbook, words, meant, { rest: `runbook show ${meant.name}` }),
    );
  return wish.tell(helpView(desk.commands.runbook, runbookUsage, words));
}

async function runIt(desk: Desk, wish: Wish, said: { number?: number; rest: string }): Promise<void> {
  const { pairs, words } = parsePairs(said.rest);
  const named = words.map((word) => /^inc-(\d+)$/i.exec(word)?.[1]).find((each) => each !== undefined);
  const number = said.number ?? (named === undefined ? undefined : Number(named));
  const [id, more] = words.filter((word) => !/^inc-\d+$/i.test(word));
  if (more !== undefined)
    throw new InputError(
      `“${more}” is no input: write name=value. ${desk.commands.runbook} show ${id} says what it needs.`,
    );
  if (id !== undefined) requireRunbook(desk, id);
  const incident = await whichIncident(desk, wish, { number, again: `runbook run ${said.rest}`.trim() });
  if (incident === undefined) return;
  if (id === undefined) return wish.open(runbookModal(incident, desk.runbooks.all(), from(wish)));
  await startOrAsk(desk, wish, incident, id, pairs);
}

/** Starts a runbook; when it needs to know more, a form asks for it. */
export async function startOrAsk(
  desk: Desk,
  wish: Wish,
  incident: Incident,
  runbookId: string,
  inputs?: Record<string, string>,
): Promise<void> {
  const started = await desk.flows.startRunbook({
    incidentId: incident.id,
    runbookId,
    inputs,
    actor: wish.actor,
  });
  if (started.outcome === "started")
    return wish.tell(
      toldView(`The runbook “${runbookId}” is started in the thread of ${shortId(incident)}.`),
    );
  const runbook = requireRunbook(desk, runbookId);
  await wish.open(inputsModal(incident, runbook, started.inputs, from(wish), inputs));
}

function requireRunbook({ runbooks, commands }: Desk, id: string): Runbook {
  const runbook = runbooks.byId(id.trim());
  if (runbook) return runbook;
  if (id.trim() === "") throw new InputError(`Which runbook? ${commands.runbook} list shows them.`);
  const broken = runbooks.broken?.().find(({ file }) => file === `${id.trim()}.md`);
  if (broken) throw new NotFoundError(`The runbook “${id.trim()}” is broken and was left out: ${broken.why}`);
  throw new NotFoundError(`There is no runbook “${id}”. ${commands.runbook} list shows them.`);
}
