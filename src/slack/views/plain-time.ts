/**
 * `14 Nov 02:41 UTC`, or `14 Nov 03:41 CET (02:41 UTC)`: for where Slack cannot turn a moment into the reader's own
 * time, as on a locked phone. `zone` is the organisation's.
 */
export function plainMoment(at: Date, zone = "UTC"): string {
  const day = at.toLocaleString("en-GB", { day: "numeric", month: "short", timeZone: zone });
  return `${day} ${plainClock(at, zone)}`;
}

/** `02:41 UTC`, or `03:41 CET (02:41 UTC)`. */
export function plainClock(at: Date, zone = "UTC"): string {
  const utc = `${at.toISOString().slice(11, 16)} UTC`;
  if (zone === "UTC") return utc;
  const local = at.toLocaleTimeString("en-GB", {
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    ...{ timeZone: zone, timeZoneName: "short" },
  });
  return `${local} (${utc})`;
}
