import type { RichTextSection } from "@slack/types";
import type { AlarmStatus } from "../../domain/alarm/alarm-status.ts";
import { type AlarmMute, isFlapping } from "../../domain/alarm/mute.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { actionIds } from "../ids.ts";
import { bold, button, foreign, line, moment, words } from "./blocks.ts";

const named = 2;

/** Alarms of the incident that are muted: how many, until when, which. */
export function mutedLines(mutes: readonly AlarmMute[] | undefined): RichTextSection[] {
  const [first] = mutes ?? [];
  if (mutes === undefined || first === undefined) return [];
  const names = mutes
    .slice(0, named)
    .flatMap(({ name }, index) => [...(index > 0 ? [words(", ")] : []), foreign(name, 120)]);
  return [
    line(
      bold(`🔕 ${mutes.length} ${mutes.length === 1 ? "alarm" : "alarms"} muted`),
      words(mutes.length === 1 ? " until " : ", the first until "),
      moment(first.until),
      words(": "),
      names,
      words(mutes.length > named ? ` and ${mutes.length - named} more` : ""),
    ),
  ];
}

/** Where a merged incident goes on. */
export function mergedLines({ mergedInto }: Incident, url: string | undefined): RichTextSection[] {
  if (mergedInto === undefined) return [];
  const name = shortId(mergedInto);
  return [
    line(
      bold(`Merged into ${name}`),
      words(": its alarms go there from now on."),
      ...(url === undefined ? [] : [words(" "), { type: "link" as const, url, text: `Go to ${name}` }]),
    ),
  ];
}

/** Offered where an alarm goes off again and again, and nobody muted it. */
export function muteFlapping(
  { id }: Incident,
  alarms: readonly AlarmStatus[],
  mutes: readonly AlarmMute[] | undefined,
) {
  const loud = alarms.filter(({ arn }) => !mutes?.some((mute) => mute.arn === arn));
  return loud.some(isFlapping)
    ? [button(`${actionIds.verb}:0`, "Mute the flapping alarm…", { incidentId: id, do: "mute" })]
    : [];
}
