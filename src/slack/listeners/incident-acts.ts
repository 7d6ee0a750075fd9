import { InputError, NotFoundError } from "../../domain/errors.ts";
import { type Severity, severities } from "../../domain/finding.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { pageAddress } from "../../domain/incident/page-path.ts";
import { mayKnow, requirePermission } from "../../domain/permission.ts";
import {
  assignModal,
  declareModal,
  noteModal,
  reopenModal,
  resolveModal,
  runbookModal,
  severityModal,
  snoozeModal,
} from "../views/modals.ts";
import { pageView } from "../views/page-link.ts";
import { statusView } from "../views/status.ts";
import { transcriptModal } from "../views/transcript-modal.ts";
import { colleague } from "./colleague.ts";
import type { CommandText } from "./command-text.ts";
import { declareHere } from "./declare-here.ts";
import type { Desk, Wish } from "./desk.ts";
import { from } from "./open-modal.ts";
import { runbookCommand } from "./runbook-command.ts";
import { trailCommand } from "./trail-command.ts";
import { transcriptWish } from "./transcript-form.ts";
import { say } from "./verb.ts";
import { whichIncident } from "./which-incident.ts";

type Alone = (desk: Desk, wish: Wish, said: CommandText) => Promise<void>;
type About = (desk: Desk, wish: Wish, incident: Incident, said: CommandText) => Promise<void>;

// What the verbs do; a form asks for what was left out.

export const declare: Alone = async (desk, wish, { rest }) => {
  const [, severity, title = rest] = /^(P[1-4])\b[:\s]*(.*)$/is.exec(rest) ?? [];
  const level = severityIn(severity);
  if (title.trim() === "") return wish.open(declareModal(from(wish), level));
  await declareHere(desk, wish, title, level);
};

export const list: Alone = async ({ reads, commands, pagesUrl }, wish) => {
  const found = wish.channel
    ? await reads.incidents({ channel: wish.channel, state: "any", limit: 20 })
    : await reads.incidents({ state: "any", limit: 20 });
  const where = wish.channel ? "The newest incidents of this channel" : "The newest incidents";
  const known = found.filter((each) => mayKnow(wish.actor, each));
  await wish.tell(statusView(known, where, commands, pagesUrl));
};

export const status: Alone = async (desk, wish, { number }) => {
  if (number !== undefined || wish.threadTs || wish.incidentId) {
    const incident = await whichIncident(desk, wish, { number, again: "" });
    return wish.tell(statusView(incident ? [incident] : [], "How it stands", desk.commands, desk.pagesUrl));
  }
  const found = wish.channel
    ? await desk.reads.incidents({ channel: wish.channel, state: "open", limit: 20 })
    : [];
  await wish.tell(statusView(found, "Open in this channel", desk.commands, desk.pagesUrl));
};

export const web: About = async ({ pagesUrl, commands }, wish, incident) => {
  const url = pageAddress(pagesUrl, incident);
  if (url === undefined)
    throw new NotFoundError(
      `There are no pages here: an admin sets them up with web in cairn.yml. ${commands.incident} transcript html brings the same as a file.`,
    );
  await wish.tell(pageView(incident, url));
};

export const acknowledge: About = async ({ flows }, wish, incident) => {
  await flows.acknowledgeIncident({ incidentId: incident.id, actor: wish.actor });
  await say(wish, `${shortId(incident)} is acknowledged.`);
};

export const take: About = async ({ flows }, wish, incident) => {
  await flows.takeCommand({ incidentId: incident.id, actor: wish.actor });
  await say(wish, `You have command of ${shortId(incident)}.`);
};

export const assign: About = async (desk, wish, incident, { people }) => {
  const [id] = people;
  if (id === undefined) return wish.open(assignModal(incident, from(wish)));
  const person = await colleague(desk, id);
  await desk.flows.assignCommander({ incidentId: incident.id, person, actor: wish.actor });
  await say(wish, `${person.name} has command of ${shortId(incident)}.`);
};

export const severity: About = async (desk, wish, incident, { rest }) => {
  if (rest === "") return wish.open(severityModal(incident, from(wish)));
  const [, word = "", reason] = /^(\S+?)[:,]?(?:\s+(.+))?$/s.exec(rest) ?? [];
  const level = severityIn(word);
  if (level === undefined)
    throw new InputError(`“${word}” is no severity: there is ${severities.join(", ")}.`);
  await desk.flows.changeSeverity({ incidentId: incident.id, severity: level, reason, actor: wish.actor });
  await say(wish, `${shortId(incident)} is ${level} now.`);
};

export const note: About = async (desk, wish, incident, { rest }) => {
  if (rest === "") return wish.open(noteModal(incident, from(wish)));
  await desk.flows.addNote({ incidentId: incident.id, text: rest, actor: wish.actor });
  await say(wish, `Your note is kept in ${shortId(incident)}.`);
};

export const whatChanged: About = async ({ flows }, wish, incident) => {
  await flows.askWhatChanged({ incidentId: incident.id, actor: wish.actor });
  await say(wish, `What changed before the alarm comes into the thread of ${shortId(incident)}.`);
};

export const resolve: About = async (desk, wish, incident, { rest }) => {
  if (rest === "") return wish.open(resolveModal(incident, from(wish)));
  await desk.flows.resolveIncident({ incidentId: incident.id, resolution: rest, actor: wish.actor });
  await say(wish, `${shortId(incident)} is resolved.`);
};

export const reopen: About = async (desk, wish, incident, { rest }) => {
  if (rest === "") return wish.open(reopenModal(incident, from(wish)));
  await desk.flows.reopenIncident({ incidentId: incident.id, reason: rest, actor: wish.actor });
  await say(wish, `${shortId(incident)} is open again.`);
};

export const snooze: About = async ({ flows }, wish, incident, { rest }) => {
  const [, duration = "", reason = ""] = /^(\S+)\s+(.+)$/s.exec(rest) ?? [];
  if (reason === "") return wish.open(snoozeModal(incident, from(wish)));
  await flows.snoozeIncident({ incidentId: incident.id, duration, reason, actor: wish.actor });
  await say(wish, `${shortId(incident)} is quiet for ${duration}.`);
};

/** With an incident and nothing else, a form to choose from; else as its own command does. */
export const runbook: Alone = async (desk, wish, { number, rest }) => {
  const named = number !== undefined || wish.incidentId !== undefined || wish.threadTs !== undefined;
  if (rest !== "" || !named) {
    const [first = ""] = rest.split(" ");
    const text =
      rest === "" || ["list", "show", "run", "start", "help"].includes(first) ? rest : `run ${rest}`;
    return runbookCommand(desk, wish, before(number, text));
  }
  const incident = await whichIncident(desk, wish, { number, again: "incident runbook" });
  if (incident === undefined) return;
  requirePermission(wish.actor, "incident.read", incident);
  await wish.open(runbookModal(incident, desk.runbooks.all(), from(wish)));
};

export const ask: Alone = (desk, wish, { number, rest }) => trailCommand(desk, wish, before(number, rest));

/** Pressed, it is a form; typed, it comes at once, in Markdown unless told otherwise. */
export const transcript: About = async (desk, wish, incident, { rest }) => {
  if (rest === "" && wish.incidentId !== undefined && !wish.noForms) {
    const zone = (await desk.people.zoneOf?.(wish.actor.id)) ?? desk.settings.zone;
    return wish.open(transcriptModal(incident, from(wish), zone));
  }
  const asked = transcriptWish(rest);
  await desk.flows.sayTranscript({ incidentId: incident.id, actor: wish.actor, ...asked });
  await say(wish, `The transcript comes into the thread of ${shortId(incident)}.`);
};

const before = (number: number | undefined, words: string): string =>
  number === undefined ? words : `INC-${number} ${words}`.trim();

const severityIn = (text: string | undefined): Severity | undefined =>
  severities.find((each) => each === text?.trim().toUpperCase());
