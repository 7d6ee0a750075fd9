import type { AlarmMute } from "../../domain/alarm/mute.ts";
import { actorName } from "../../domain/responder.ts";
import { alarmRef } from "../alarm-ref.ts";
import { actionIds } from "../ids.ts";
import { actions, type Block, bold, button, foreign, line, lines, moment, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";

const shownMutes = 15;

/** Alarms that are muted, and what they would have done. */
export function mutesView(mutes: readonly AlarmMute[]): MessageView {
  if (mutes.length === 0) {
    const none = "No alarm is muted.";
    return messageView(none, [lines(line(words(none)))]);
  }
  const first = `${mutes.length} ${mutes.length === 1 ? "alarm is" : "alarms are"} muted`;
  const rest = mutes.length - shownMutes;
  return messageView(first, [
    lines(line(bold(first))),
    ...mutes.slice(0, shownMutes).flatMap(muteBlocks),
    ...(rest > 0 ? [lines(line(words(`and ${rest} more, which end later`)))] : []),
  ]);
}

function muteBlocks(mute: AlarmMute, index: number): Block[] {
  const ref = { incidentId: mute.incidentId, value: alarmRef(mute.arn) };
  return [
    lines(
      line(foreign(mute.name, 120), words(" until "), moment(mute.until)),
      line(words("by "), foreign(actorName(mute.by), 80), words(": "), foreign(mute.reason, 300)),
      line(words(counted(mute), { italic: true })),
    ),
    ...actions([button(`${actionIds.unmute}:${index}`, "Unmute", ref)]),
  ];
}

function counted({ transitions, wouldHaveOpened }: AlarmMute): string {
  const changes = `${transitions} ${transitions === 1 ? "change" : "changes"} since`;
  if (wouldHaveOpened === 0) return changes;
  const times = wouldHaveOpened === 1 ? "once" : `${wouldHaveOpened} times`;
  return `${changes}; it would have opened an incident ${times}`;
}
