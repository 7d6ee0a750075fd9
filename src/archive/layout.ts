import type { Window } from "../domain/query/query.ts";

/** What a path says about a file's records, as far as it says anything (CloudTrail's S3 layout, or its file names). */
export interface Place {
  account?: string;
  region?: string;
  /** Day of delivery as far as known: `2026`, `2026/05` or `2026/05/04`. */
  day?: string;
  /** When the file was delivered; its records are older. */
  deliveredAt?: Date;
  digest: boolean;
}

export interface Scope {
  /** Empty: any. */
  account: string;
  /** Empty: all. */
  regions: readonly string[];
  window: Window;
  /** How long after the window's end records of the window may still be delivered. */
  deliveryLagMinutes: number;
}

const trailFolder = /^CloudTrail(-Insight|-NetworkActivity|-Digest)?$/;
const region = /^[a-z]{2}(-[a-z]+){1,3}-\d$/;
const fileName = /^(\d{12})_CloudTrail([A-Za-z-]*)_([a-z0-9-]+)_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z_/;

/** Reads the path of a file or folder, relative to the archive. A path of any other layout says nothing. */
export function placeOf(parts: readonly string[]): Place {
  const at = parts.findLastIndex((part) => trailFolder.test(part));
  const digest = parts.some((part) => part === "CloudTrail-Digest" || /_CloudTrail-Digest_/.test(part));
  const above = parts[at - 1] ?? "";
  const below = at === -1 ? [] : parts.slice(at + 1);
  const inLayout = region.test(below[0] ?? "");
  const day = inLayout ? dayOf(below.slice(1, 4)) : undefined;
  const named = fileName.exec(parts.at(-1) ?? "");
  return {
    account: at !== -1 && /^\d{12}$/.test(above) ? above : named?.[1],
    region: inLayout ? below[0] : named?.[3],
    day,
    deliveredAt: named ? deliveryOf(named) : undefined,
    digest,
  };
}

function dayOf(parts: readonly string[]): string | undefined {
  const widths = [4, 2, 2];
  const numbers = parts.filter((part, at) => new RegExp(`^\\d{${widths[at]}}$`).test(part));
  return numbers.length === parts.length && parts.length > 0 ? numbers.join("/") : undefined;
}

function deliveryOf([, , , , year, month, day, hour, minute]: RegExpExecArray): Date | undefined {
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

const minute = 60_000;
const dayMs = 24 * 60 * minute;
// A file is named for the end of its five minutes; some room in case one is named for the start.
const slotMinutes = 5;

/** Why nothing of this place can belong to the scope; undefined when something may. */
export function outOf(place: Place, scope: Scope): "account" | "region" | "time" | undefined {
  const { account, region: placeRegion, day, deliveredAt } = place;
  if (scope.account !== "" && account !== undefined && account !== scope.account) return "account";
  if (scope.regions.length > 0 && placeRegion !== undefined && !scope.regions.includes(placeRegion))
    return "region";
  const earliest = Math.max(scope.window.from.getTime() - slotMinutes * minute, firstInstant);
  const latest = Math.min(scope.window.to.getTime() + scope.deliveryLagMinutes * minute, lastInstant);
  if (day !== undefined && (day < dayText(earliest, day) || day > dayText(latest, day))) return "time";
  if (deliveredAt && (deliveredAt.getTime() < earliest || deliveredAt.getTime() > latest)) return "time";
  return undefined;
}

const firstInstant = Date.UTC(0, 0, 1);
const lastInstant = Date.UTC(9999, 11, 31);

const mostDays = 62;

/** The days on whose folders records of the scope may lie, as folders; undefined when these are too many to name. */
export function daysOf({ window, deliveryLagMinutes }: Scope): string[][] | undefined {
  const first = window.from.getTime() - slotMinutes * minute;
  const last = window.to.getTime() + deliveryLagMinutes * minute;
  if (last - first > mostDays * dayMs || first < firstInstant || last > lastInstant) return undefined;
  const days: string[][] = [];
  for (let at = Math.floor(first / dayMs) * dayMs; at <= last; at += dayMs) {
    days.push(dayText(at, "2026/05/04").split("/"));
  }
  return days;
}

/** `…/CloudTrail/eu-central-1`, in which there are years. */
export function isRegionFolder(parts: readonly string[]): boolean {
  return trailFolder.test(parts.at(-2) ?? "") && region.test(parts.at(-1) ?? "");
}

function dayText(at: number, asLongAs: string): string {
  return new Date(at).toISOString().slice(0, 10).replaceAll("-", "/").slice(0, asLongAs.length);
}
