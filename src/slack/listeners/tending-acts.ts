import { alarmsMeant, isFlapping } from "../../domain/alarm/mute.ts";
import { ConflictError, InputError, NotFoundError } from "../../domain/errors.ts";
import { followUps } from "../../domain/incident/follow-up.ts";
import { type Incident, parseShortId, shortId } from "../../domain/incident/incident.ts";
import { mayKnow } from "../../domain/permission.ts";
import { currentEntries, currentSummary, isCorrectable } from "../../domain/timeline/corrections.ts";
import { followUpsView } from "../views/follow-ups.ts";
import { mutesView } from "../views/mutes.ts";
import { pickIncidentView } from "../views/pick-incident.ts";
import { correctModal, followUpModal, mergeModal, muteModal, summaryModal } from "../views/tending-modals.ts";
import { colleague } from "./colleague.ts";
import type { CommandText } from "./command-text.ts";
import type { Desk, Wish } from "./desk.ts";
import { from } from "./open-modal.ts";
import { say } from "./verb.ts";

type Alone = (desk: Desk, wish: Wish, said: CommandText) => Promise<void>;
type About = (desk: Desk, wish: Wish, incident: Incident, said: CommandText) => Promise<void>;

// What the verbs do that look after alarms and incidents; a form asks for what was left out.

const alarmsOffered = 100;

/** `mute [alarm] 2h why`; an alarm whose name holds something like `5m` is put in quotes. */
export const mute: About = async ({ flows, reads }, wish, incident, { rest }) => {
  const [, quoted, bare, duration = "", reason = ""] =
    /^(?:["“](.+?)["”]\s+|(.*?)(?:^|\s+))(\d+[smhdw])\s+(.+)$/s.exec(rest) ?? [];
  const alarm = (quoted ?? bare ?? rest).trim() || undefined;
  if (reason !== "") {
    const muted = await flows.muteAlarm({
      incidentId: incident.id,
      alarm,
      duration,
      reason,
      actor: wish.actor,
    });
    return say(
      wish,
      `${muted.name} is muted until ${muted.until.toISOString().slice(0, 16).replace("T", " ")} UTC.`,
    );
  }
  const known = await reads.alarms(incident.id, alarmsOffered);
  const alarms = alarmsMeant("", known);
  if (alarms.length === 0)
    throw new NotFoundError(`${shortId(incident)} has no alarm that could be muted. Snooze it instead.`);
  const [chosen = alarms.find(isFlapping) ?? alarms[0]] = alarm ? alarmsMeant(alarm, known) : [];
  await wish.open(muteModal(incident, alarms, from(wish), chosen?.arn));
};

export const unmute: About = async ({ flows }, wish, incident, { rest }) => {
  const alarm = rest.trim() || undefined;
  const name = await flows.unmuteAlarm({ incidentId: incident.id, alarm, actor: wish.actor });
  await say(wish, `${name} is not muted any more.`);
};

/** Of incidents that this person may know of. */
export const mutes: Alone = async ({ reads }, wish) => {
  const all = await reads.mutes({});
  const known = await Promise.all(
    all.map(async (each) => {
      const incident = await reads.incident(each.incidentId);
      return incident && mayKnow(wish.actor, incident) ? [each] : [];
    }),
  );
  await wish.tell(mutesView(known.flat()));
};

const othersOffered = 100;

/** `merge INC-41 into INC-42`. */
export const merge: About = async ({ flows, reads, commands }, wish, incident, { rest }) => {
  const target = /^(?:(?:in)?to|with|→|->)?\s*(\S+)$/i.exec(rest.trim())?.[1];
  if (target === undefined && rest.trim() === "") {
    const open = await reads.incidents({ state: "open", limit: othersOffered + 1 });
    const others = open.filter(
      ({ id, channel, ...each }) => id !== incident.id && mayKnow(wish.actor, { channel, ...each }),
    );
    if (others.length === 0)
      throw new NotFoundError(`No other incident is open that ${shortId(incident)} could be merged into.`);
    const here = [...others].sort(
      (a, b) => Number(b.channel === incident.channel) - Number(a.channel === incident.channel),
    );
    return wish.open(mergeModal(incident, here.slice(0, othersOffered), from(wish)));
  }
  const number = target === undefined ? undefined : parseShortId(target);
  if (number === undefined)
    throw new InputError(
      `Say into which incident, for instance ${commands.incident} merge ${shortId(incident)} into INC-42.`,
    );
  const into = await reads.incidentByNumber(number);
  if (into === undefined || !mayKnow(wish.actor, into))
    throw new NotFoundError(`There is no INC-${number}. ${commands.incident} list shows what there is.`);
  await flows.mergeIncident({ incidentId: incident.id, into: into.id, actor: wish.actor });
  await say(wish, `${shortId(incident)} is merged into ${shortId(into)}. Go on there.`);
};

/** Said of the one that goes on, it asks which of those that were merged into it. */
export const unmerge: About = async ({ flows, reads }, wish, incident, { rest }) => {
  if (rest !== "") throw new InputError(`Say unmerge and the incident to take out, such as INC-41.`);
  if (incident.mergedInto !== undefined) {
    const { from: out, into } = await flows.unmergeIncident({ incidentId: incident.id, actor: wish.actor });
    return say(wish, `${shortId(out)} is taken out of ${shortId(into)} and open again.`);
  }
  const all = await reads.incidents({ state: "any", limit: mergedLookedAt });
  const merged = all.filter(
    ({ mergedInto, ...each }) => mergedInto?.id === incident.id && mayKnow(wish.actor, each),
  );
  if (merged.length === 0)
    throw new ConflictError(
      `${shortId(incident)} was not merged into another one, and none was merged into it lately.`,
    );
  const why = `What was merged into ${shortId(incident)} can be taken out.`;
  await wish.tell(pickIncidentView(merged.slice(0, 5), "incident unmerge", why, merged.length > 5));
};

const mergedLookedAt = 500;

/** `followup rotate the keys @somebody by friday`; `followup done 12`. */
export const followUp: About = async (desk, wish, incident, { rest, people }) => {
  const done = /^done\s+#?(\d{1,6})$/i.exec(rest)?.[1];
  if (done !== undefined) {
    await desk.flows.finishFollowUp({ incidentId: incident.id, followUp: Number(done), actor: wish.actor });
    return say(wish, `Follow-up ${done} of ${shortId(incident)} is done.`);
  }
  if (rest === "") return wish.open(followUpModal(incident, from(wish)));
  const [id] = people;
  const owner = id === undefined ? undefined : await colleague(desk, id);
  const said = owner === undefined ? rest : withoutMention(rest);
  const [, text = said, due] =
    /^(.*\S)\s+by\s+(\d{4}-\d{2}-\d{2}|\d+[dw]|[a-z]+day|tomorrow|mon|tue|wed|thu|fri|sat|sun)$/is.exec(
      said,
    ) ?? [];
  await desk.flows.addFollowUp({ incidentId: incident.id, text, owner, due, actor: wish.actor });
  await say(wish, `The follow-up is kept in ${shortId(incident)}.`);
};

/** The person stands beside the text; a mention is one word once it is readable. */
const withoutMention = (text: string): string =>
  text
    .replace(/(?:^|\s)@\S+/, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

export const listFollowUps: About = async ({ reads }, wish, incident) =>
  wish.tell(followUpsView(incident, followUps(await reads.timeline(incident.id))));

export const summary: About = async ({ flows, reads }, wish, incident, { rest }) => {
  if (rest !== "") {
    await flows.writeSummary({ incidentId: incident.id, text: rest, actor: wish.actor });
    return say(wish, `The summary of ${shortId(incident)} is kept.`);
  }
  const text = currentSummary(await reads.timeline(incident.id))?.body.text;
  await wish.open(summaryModal(incident, typeof text === "string" ? text : undefined, from(wish)));
};

/** `correct 12 what is right`; without words a form with what can be corrected. */
export const correct: About = async ({ flows, reads }, wish, incident, { rest }) => {
  const [, number, text = ""] = /^#?(\d{1,6})(?:[\s:]+(.*))?$/s.exec(rest) ?? [];
  if (number !== undefined && text !== "") {
    const wanted = { incidentId: incident.id, corrects: Number(number), text, actor: wish.actor };
    await flows.correctEntry(wanted);
    return say(
      wish,
      `Entry ${number} of ${shortId(incident)} is corrected; the original stays on the timeline.`,
    );
  }
  const entries = currentEntries(await reads.timeline(incident.id))
    .filter(({ entry, supersededBy }) => isCorrectable(entry) && supersededBy === undefined)
    .map(({ entry }) => entry)
    .reverse();
  if (entries.length === 0)
    throw new NotFoundError(`${shortId(incident)} has no note and no summary that could be corrected.`);
  const chosen = entries.find(({ seq }) => seq === Number(number));
  await wish.open(correctModal(incident, entries, from(wish), chosen));
};
