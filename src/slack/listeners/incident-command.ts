import { InputError } from "../../domain/errors.ts";
import { type Severity, severities } from "../../domain/finding.ts";
import { type Incident, shortId } from "../../domain/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import { helpView } from "../views/help.ts";
import {
  assignModal,
  declareModal,
  noteModal,
  reopenModal,
  resolveModal,
  severityModal,
  snoozeModal,
} from "../views/modals.ts";
import { statusView } from "../views/status.ts";
import { toldView } from "../views/told.ts";
import { colleague } from "./colleague.ts";
import { type CommandText, parseCommandText } from "./command-text.ts";
import { declareHere } from "./declare-here.ts";
import type { Desk, Wish } from "./desk.ts";
import { from } from "./open-modal.ts";
import { whichIncident } from "./which-incident.ts";

/** `/incident …`, a mention of the bot, and a choice of incident that comes back. */
export async function incidentCommand(desk: Desk, wish: Wish, text: string): Promise<void> {
  const said = parseCommandText(text);
  const verb = synonyms[said.verb] ?? said.verb;
  if (Object.hasOwn(verbs, verb)) return verbs[verb as Verb](desk, wish, { ...said, verb });
  await wish.tell(helpView("incident", desk.commands, said.verb));
}

const synonyms: Record<string, string> = {
  "": "status",
  new: "declare",
  open: "declare",
  acknowledge: "ack",
  close: "resolve",
  "--help": "help",
  "?": "help",
};

type Verb = keyof typeof verbs;
type Say = (desk: Desk, wish: Wish, said: CommandText) => Promise<void>;

const verbs = {
  async declare(desk, wish, { rest }) {
    const [, severity, title = rest] = /^(P[1-4])\b[:\s]*(.*)$/is.exec(rest) ?? [];
    const level = severityIn(severity);
    if (title.trim() === "") return wish.open(declareModal(from(wish), level));
    await declareHere(desk, wish, title, level);
  },

  async list({ reads, commands }, wish) {
    requirePermission(wish.actor, "incident.read");
    const found = wish.channel
      ? await reads.incidents({ channel: wish.channel, state: "any", limit: 20 })
      : [];
    await wish.tell(statusView(found, "The newest incidents of this channel", commands));
  },

  async status(desk, wish, { number }) {
    requirePermission(wish.actor, "incident.read");
    if (number !== undefined || wish.threadTs) {
      const incident = await whichIncident(desk, wish, { number, again: "" });
      return wish.tell(statusView(incident ? [incident] : [], "How it stands", desk.commands));
    }
    const found = wish.channel
      ? await desk.reads.incidents({ channel: wish.channel, state: "open", limit: 20 })
      : [];
    await wish.tell(statusView(found, "Open in this channel", desk.commands));
  },

  ack: onIncident(async ({ flows }, wish, incident) => {
    await flows.acknowledgeIncident({ incidentId: incident.id, actor: wish.actor });
    await say(wish, `${shortId(incident)} is acknowledged.`);
  }),

  take: onIncident(async ({ flows }, wish, incident) => {
    await flows.takeCommand({ incidentId: incident.id, actor: wish.actor });
    await say(wish, `You have command of ${shortId(incident)}.`);
  }),

  assign: onIncident(async (desk, wish, incident, { people }) => {
    const [id] = people;
    if (id === undefined) return wish.open(assignModal(incident, from(wish)));
    const person = await colleague(desk, id);
    await desk.flows.assignCommander({ incidentId: incident.id, person, actor: wish.actor });
    await say(wish, `${person.name} has command of ${shortId(incident)}.`);
  }),

  severity: onIncident(async (desk, wish, incident, { rest }) => {
    if (rest === "") return wish.open(severityModal(incident, from(wish)));
    const severity = severityIn(rest);
    if (severity === undefined)
      throw new InputError(`“${rest}” is no severity: there is ${severities.join(", ")}.`);
    await desk.flows.changeSeverity({ incidentId: incident.id, severity, actor: wish.actor });
    await say(wish, `${shortId(incident)} is ${severity} now.`);
  }),

  note: onIncident(async (desk, wish, incident, { rest }) => {
    if (rest === "") return wish.open(noteModal(incident, from(wish)));
    await desk.flows.addNote({ incidentId: incident.id, text: rest, actor: wish.actor });
    await say(wish, `Your note is kept in ${shortId(incident)}.`);
  }),

  run: onIncident(async (desk, wish, incident, { rest }) => {
    const run = await desk.flows.requestRun({
      incidentId: incident.id,
      stepId: rest || undefined,
      actor: wish.actor,
    });
    await say(wish, `“${run.title}” is queued; its answer shows in the thread of ${shortId(incident)}.`);
  }),

  resolve: onIncident(async (desk, wish, incident, { rest }) => {
    if (rest === "") return wish.open(resolveModal(incident, from(wish)));
    await desk.flows.resolveIncident({ incidentId: incident.id, resolution: rest, actor: wish.actor });
    await say(wish, `${shortId(incident)} is resolved.`);
  }),

  reopen: onIncident(async (desk, wish, incident, { rest }) => {
    if (rest === "") return wish.open(reopenModal(incident, from(wish)));
    await desk.flows.reopenIncident({ incidentId: incident.id, reason: rest, actor: wish.actor });
    await say(wish, `${shortId(incident)} is open again.`);
  }, "resolved"),

  snooze: onIncident(async ({ flows }, wish, incident, { rest }) => {
    const [, duration = "", reason = ""] = /^(\S+)\s+(.+)$/s.exec(rest) ?? [];
    if (reason === "") return wish.open(snoozeModal(incident, from(wish)));
    await flows.snoozeIncident({ incidentId: incident.id, duration, reason, actor: wish.actor });
    await say(wish, `${shortId(incident)} is quiet for ${duration}.`);
  }),

  transcript: onIncident(async (desk, wish, incident) => {
    await desk.flows.sayTranscript({ incidentId: incident.id, actor: wish.actor });
    await say(wish, `The transcript comes into the thread of ${shortId(incident)}.`);
  }),

  help: async (desk, wish) => wish.tell(helpView("incident", desk.commands)),
} satisfies Record<string, Say>;

/** The verbs, for the manifest's test. */
export const incidentVerbs = Object.keys(verbs);

const say = (wish: Wish, sentence: string): Promise<void> => wish.tell(toldView(sentence));

/** Finds the incident that is meant, or asks which. */
function onIncident(
  act: (desk: Desk, wish: Wish, incident: Incident, said: CommandText) => Promise<void>,
  state?: "resolved",
): Say {
  return async (desk, wish, said) => {
    const again = `incident ${said.verb} ${said.rest}`.trim();
    const incident = await whichIncident(desk, wish, { number: said.number, state, again });
    if (incident === undefined) return;
    await act(desk, wish, incident, said);
  };
}

const severityIn = (text: string | undefined): Severity | undefined =>
  severities.find((each) => each === text?.trim().toUpperCase());
