import type { QueryPlan } from "../domain/query/query.ts";
import { usualDay } from "../domain/query/trail-volume.ts";
import type { QueryRequest } from "../flows/ports.ts";
import { daysOf } from "./layout.ts";

// The root, AWSLogs, the account and CloudTrail, one after another.
const listsToRegions = 4;
const slotMinutes = 5;
const startSeconds = 0.3;
/** Of gzipped files, by two threads: measured, see test/bench. */
const bytesReadPerSecond = 40_000_000;
const bytesFetchedPerSecond = 25_000_000;
const requestsPerSecond = 100;
const secondsPerList = 0.1;
/** Prices of S3 Standard; they differ by Region. Bytes cost something only outside the bucket's Region. */
const [dollarsPerList, dollarsPerGet] = [0.005 / 1_000, 0.0004 / 1_000];

/** What a question takes and why, in the words of a plan. */
export function archiveCost(
  request: QueryRequest,
  { deliveryLagMinutes }: { deliveryLagMinutes: number },
  inBucket: boolean,
): Pick<QueryPlan, "estimate" | "why"> {
  const estimate = archiveEstimate(request, { inBucket, deliveryLagMinutes });
  return { estimate, why: archiveWhy(estimate, inBucket) };
}

/** A guess by the usual volume of an account: how much really lies there shows when it is listed. */
function archiveEstimate(
  { window, regions }: Pick<QueryRequest, "window" | "regions">,
  { inBucket, deliveryLagMinutes }: { inBucket: boolean; deliveryLagMinutes: number },
): QueryPlan["estimate"] {
  const minutes = (window.to.getTime() - window.from.getTime()) / 60_000 + deliveryLagMinutes;
  const bytes = Math.round((minutes / 1_440) * usualDay.gzBytes);
  const reading = bytes / bytesReadPerSecond;
  if (!inBucket) return { calls: 0, bytes, seconds: Math.ceil(startSeconds + reading), dollars: 0 };
  const days = daysOf({ account: "", regions, window, deliveryLagMinutes });
  // How many Regions there are, or how many days, shows only when they are listed.
  const known = days !== undefined && regions.length > 0;
  const lists = known ? listsToRegions + regions.length * days.length : undefined;
  const gets = known ? regions.length * Math.ceil(minutes / slotMinutes) : undefined;
  const waiting = Math.max(
    ((lists ?? 0) + (gets ?? 0)) / requestsPerSecond,
    bytes / bytesFetchedPerSecond,
    reading,
  );
  return {
    ...(lists !== undefined && gets !== undefined && { calls: lists + gets }),
    bytes,
    seconds: Math.ceil(startSeconds + listsToRegions * secondsPerList + waiting),
    ...(lists !== undefined &&
      gets !== undefined && { dollars: lists * dollarsPerList + gets * dollarsPerGet }),
  };
}

function archiveWhy({ bytes = 0, calls }: QueryPlan["estimate"], inBucket: boolean): string {
  const size = `about ${Math.max(1, Math.round(bytes / 1e6))} MB for an account of usual size`;
  if (!inBucket) return `The files of the window are read here, ${size}; it asks AWS nothing.`;
  const requests = calls === undefined ? "as many requests as there are files" : `about ${calls} requests`;
  return `The files of the window are fetched from S3, ${size}, in ${requests}; reading from outside the bucket's Region is billed by the byte besides.`;
}
