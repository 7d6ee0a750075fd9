import { InputError, NotFoundError } from "../../domain/errors.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { mayKnow, requirePermission } from "../../domain/permission.ts";
import { helpView } from "../views/help.ts";
import { toldView } from "../views/told.ts";
import { trailFields, trailModal, trailOptions } from "../views/trail-modal.ts";
import { parseCommandText, parsePairs } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import { from } from "./open-modal.ts";
import { trailUsage } from "./runbook-usage.ts";
import { whichIncident } from "./which-incident.ts";

/** `/trail …`: a form, filled in as far as the command says. */
export async function trailCommand(desk: Desk, wish: Wish, text: string): Promise<void> {
  const { verb, number, words: asked } = parseCommandText(text);
  if (verb === "help") return wish.tell(helpView(desk.commands.trail, trailUsage));
  requirePermission(wish.actor, "run.request");
  const [, who] = /^who\s+(\S+)$/i.exec(asked) ?? [];
  if (who !== undefined) return askWhoHere(desk, wish, number, who);
  const { pairs, words } = parsePairs(asked);
  const unknown = [...words, ...Object.keys(pairs).filter((name) => !isField(name))];
  if (unknown.length > 0)
    throw new InputError(
      `“${unknown[0]}” is nothing to ask by: there is ${[...trailFields, ...trailOptions].join(", ")}, each as name=value.`,
    );
  const incidents = await incidentsFor(desk, wish, number);
  await wish.open(trailModal(incidents, from(wish), pairs, desk.settings.accounts));
}

/** `/trail who AKIA…`: the chain behind a key, ARN or session, in the thread of the incident that is meant. */
async function askWhoHere(desk: Desk, wish: Wish, number: number | undefined, of: string): Promise<void> {
  const incident = await whichIncident(desk, wish, { number, again: `trail who ${of}` });
  if (incident === undefined) return;
  await desk.flows.askWho({ incidentId: incident.id, of, actor: wish.actor });
  await wish.tell(toldView(`Who that is comes into the thread of ${shortId(incident)}.`));
}

const isField = (name: string): boolean => [...trailFields, ...trailOptions].some((field) => field === name);

async function incidentsFor(desk: Desk, wish: Wish, number: number | undefined): Promise<Incident[]> {
  if (number !== undefined || wish.incidentId !== undefined || wish.threadTs !== undefined) {
    const incident = await whichIncident(desk, wish, { number, again: "trail" });
    return incident ? [incident] : [];
  }
  const { channel } = wish;
  const here = channel === undefined ? [] : await openIncidents(desk, wish, channel);
  if (here.length > 0) return here;
  const elsewhere = await openIncidents(desk, wish);
  if (elsewhere.length > 0) return elsewhere;
  throw new NotFoundError(
    `No incident is open, and every question is kept on the record of one. Declare one with ${desk.commands.incident} declare.`,
  );
}

async function openIncidents({ reads }: Desk, { actor }: Wish, channel?: string): Promise<Incident[]> {
  const found = await reads.incidents({ channel, state: "open", limit: 100 });
  return found.filter((incident) => mayKnow(actor, incident));
}
