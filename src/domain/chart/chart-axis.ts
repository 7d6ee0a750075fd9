const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const spans = [
  ...[5, 10, 15, 30].map((each) => each * minute),
  ...[1, 2, 3, 6, 12].map((each) => each * hour),
  ...[1, 2, 5, 10, 20].map((each) => each * day),
];
const mostTimes = 6;

/** 1, 2 or 5 times a power of ten, and at least one: calls are whole. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const nice = [1, 2, 5, 10].find((each) => each * power >= least) ?? 10;
  return Math.max(1, nice * power);
}

/** Round times between two, few enough to be read; days where the hour would not tell. */
export function axisTimes(from: Date, to: Date): { at: Date; label: string }[] {
  const length = to.getTime() - from.getTime();
  const span = spans.find((each) => length / each <= mostTimes) ?? Math.ceil(length / mostTimes / day) * day;
  const times: { at: Date; label: string }[] = [];
  for (let at = Math.ceil(from.getTime() / span) * span; at <= to.getTime(); at += span)
    times.push({ at: new Date(at), label: labelOf(new Date(at), span, length) });
  return times;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function labelOf(at: Date, span: number, length: number): string {
  const clock = at.toISOString().slice(11, 16);
  const date = `${at.getUTCDate()} ${months[at.getUTCMonth()] ?? ""}`;
  if (span >= day) return date;
  return length > day && clock === "00:00" ? date : clock;
}
