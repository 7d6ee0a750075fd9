import { localWords } from "../../domain/transcript/times.ts";
import { type Html, html, inZone } from "./html.ts";

/** A time in UTC, and in the organisation's zone when that is another; the script adds the reader's own. */
export function moment(at: Date | null | undefined): Html {
  if (!at) return html`<span class="none">–</span>`;
  const text = at.toISOString();
  return html`<time datetime="${text}">${text.slice(0, 10)} <b>${text.slice(11, 19)}</b>Z</time>${inZone((zone) => local(text, zone))}`;
}

/** As in a transcript: the day only where it is another than in UTC. */
function local(at: string, zone: string): Html {
  if (zone === "UTC") return html``;
  const words = localWords(at, zone);
  return html` <span class="local">(${words.startsWith(at.slice(0, 10)) ? words.slice(11) : words})</span>`;
}

export const day = (at: Date): string => at.toISOString().slice(0, 10);

const units: [string, number][] = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
];

/** `3 d 4 h`, `1 h 12 min`, `4 min 10 s`, `8 s`: two units are as exact as anybody needs. */
export function lasting(totalSeconds: number | null): string {
  if (totalSeconds === null) return "–";
  const seconds = Math.round(totalSeconds);
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ["s", 1];
  const whole = Math.floor(seconds / size);
  const [next, part] =
    size === 60 ? ["s", 1] : (units[units.findIndex(([name]) => name === unit) + 1] ?? ["s", 1]);
  const rest = Math.floor((seconds - whole * size) / part);
  return size === 1 || rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${next}`;
}

/** Since the incident was opened: `+1:02:03`, and `-0:05` for what was before. */
export function sinceStart(at: Date, start: Date): string {
  const total = Math.round((at.getTime() - start.getTime()) / 1_000);
  const [seconds, sign] = [Math.abs(total), total < 0 ? "−" : "+"];
  const two = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${sign}${h}:${two(m)}:${two(s)}` : `${sign}${m}:${two(s)}`;
}
