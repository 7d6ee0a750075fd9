import type { Completeness } from "../query/query.ts";
import type { EventClass } from "./event-class.ts";
import type { Recorded } from "./recorded.ts";

/** Days (UTC, `2026-05-04`) of the window for which an archive holds files, by Region; and whether it names Regions. */
export interface ArchiveDays {
  days: string[];
  /** By Region; empty when the layout does not tell. */
  held: Record<string, string[]>;
  /** Files that tell no Region or day. */
  unnamed: number;
  /** Records of the kind asked about that are in the window, whoever called. */
  ofKind?: { what: string; seen: number };
}

/** Whether an archive can hold what was asked: files of each Region and day, and events of this kind in them. */
export function judgeArchive(
  { days, held, unnamed, ofKind }: ArchiveDays,
  regions: readonly string[],
  { newestEvent, window }: Pick<Completeness, "newestEvent" | "window">,
): Recorded {
  if (ofKind && ofKind.seen > 0)
    return { state: "recorded", reasons: [`the archive holds other cases of ${ofKind.what}.`], fix: [] };
  const files = Object.keys(held).length > 0;
  if (!files && unnamed === 0) return none("The archive holds no file of this account for this window.");
  if (ofKind)
    return {
      state: "cannot-tell",
      reasons: [`the archive holds no ${ofKind.what} at all for this window: they may not be recorded.`],
      fix: [fix],
    };
  const until = newestEvent && newestEvent >= window.from ? newestEvent : undefined;
  if (!until) return none("No record in the archive is of this window.");
  if (window.to.getTime() - until.getTime() > silenceMs)
    return {
      state: "partly",
      reasons: [
        `The newest record of this window in the archive is of ${stamp(until)}: what came later may be missing.`,
      ],
      fix: [fix],
    };
  if (!files)
    return { state: "recorded", reasons: [`the archive's records reach to ${stamp(until)}.`], fix: [] };
  const named = regions.length > 0 ? regions : Object.keys(held);
  const missing = named.flatMap((region) => {
    const lacking = days.filter((day) => !held[region]?.includes(day));
    if (!held[region]) return [{ region, lacking: ["any day of the window"] }];
    return lacking.length > 0 ? [{ region, lacking }] : [];
  });
  if (missing.length === 0)
    return {
      state: "recorded",
      reasons: ["the archive holds files of every Region and day asked."],
      fix: [],
    };
  const reasons = missing.map(
    ({ region, lacking }) =>
      `The archive holds no file of ${region} on ${shortList(lacking)}: nothing happened there, or it was not recorded, or not copied.`,
  );
  return { state: "partly", reasons, fix: [fix] };
}

/** Hardly an account is quiet for longer. */
const silenceMs = 30 * 60_000;

const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;

const fix = { say: "Copy the missing files from the trail's bucket, or ask the account itself." };

const none = (reason: string): Recorded => ({ state: "not-recorded", reasons: [reason], fix: [fix] });

function shortList(days: readonly string[]): string {
  return days.length > 3
    ? `${days.slice(0, 2).join(", ")} and ${days.length - 2} more days`
    : days.join(", ");
}

/** What to look for in an archive when its files alone do not tell that such events are recorded. */
export function needsSight({ category, sources }: EventClass): boolean {
  return category !== "management" || sources.some((source) => excludable.has(source));
}

/** All that a trail's basic selectors may leave out. Facts: CloudTrail API reference, EventSelector. */
const excludable = new Set(["kms.amazonaws.com", "rdsdata.amazonaws.com"]);

/** Of access logs in folders, whose names say nothing: what was read decides. */
export function judgeAccessFiles({
  newestEvent,
  window,
  scanned,
}: Pick<Completeness, "newestEvent" | "window" | "scanned">): Recorded {
  const where = "Check the folder under `accessLogs` in cairn.yml, and that the proxy writes there.";
  const fixes = [{ say: where }];
  if (scanned === 0 || newestEvent === undefined)
    return { state: "not-recorded", reasons: ["No line of an access log was there to read."], fix: fixes };
  if (newestEvent < window.from)
    return {
      state: "not-recorded",
      reasons: [`The access logs end at ${stamp(newestEvent)}, before the window begins.`],
      fix: fixes,
    };
  return { state: "recorded", reasons: ["the access logs hold requests of this window."], fix: [] };
}
