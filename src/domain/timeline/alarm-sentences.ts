import { author, inserted } from "../text/text.ts";
import { inMinutes, type Sentences, said, text } from "./said.ts";

/** What alarms do, and what is done with them. */
export const alarmSentences: Sentences<"alarm"> = {
  "alarm.mute": (body) => [
    ...said("muted the alarm ", body.alarm, " until "),
    ...said("", inMinutes(body.until), ": "),
    inserted(text(body.reason)),
  ],
  "alarm.unmute": (body) => said("unmuted the alarm ", body.alarm),
  "alarm.mute-end": (body) => [
    ...said("ended the mute of the alarm ", body.alarm, ": its time is up. "),
    author(`It changed ${body.transitions === 1 ? "once" : `${text(body.transitions)} times`} meanwhile.`),
  ],
  "alarm.transition": (body) => [
    author("saw the alarm "),
    inserted(text(body.alarm)),
    author(` go to ${text(body.state)}`),
    author(body.late === true ? " (it came late and changes nothing)" : ""),
    author(body.muted === true ? " (muted)" : ""),
    author(body.seenBy === undefined ? ": " : " (CloudWatch says so; the message never came): "),
    inserted(text(body.reason)),
  ],
  "alarm.tags": (body) => [
    ...said("read the tags of the alarm ", body.alarm, ": "),
    inserted(text(body.tags)),
    author("."),
    ...(body.severity === undefined ? [] : said(" They set the severity to ", body.severity)),
    ...(body.kept === undefined ? [] : said(" The severity stays, because ", body.kept)),
    ...(body.ladder === undefined ? [] : said(" The ladder is now ", body.ladder)),
  ],
};
