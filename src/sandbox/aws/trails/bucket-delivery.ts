import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type Buckets, storedObject } from "../s3/buckets.ts";
import type { World } from "../world.ts";
import { trailRecords } from "./trail-delivery.ts";
import type { TrailEvent } from "./trail-event.ts";
import type { TrailList, TrailSettings } from "./trail-settings.ts";

const SLOT_MS = 5 * 60_000;
const FOLDERS: Record<TrailEvent["category"], string> = {
  Management: "CloudTrail",
  Data: "CloudTrail",
  NetworkActivity: "CloudTrail-NetworkActivity",
  Insight: "CloudTrail-Insight",
};

/**
 * Writes events to the bucket of every trail that records them: a file for each Region every five minutes, named for
 * when it is delivered, which is when it appears. A file is never touched again; what comes later gets one of its own.
 */
export function createBucketDelivery(
  world: World,
  {
    trails,
    buckets,
    isLost,
  }: { trails: TrailList; buckets: Buckets; isLost: (event: TrailEvent) => boolean },
): (events: readonly TrailEvent[]) => void {
  let batch = 0;
  const { accountId } = world;
  /** AWS wants it to be there already; here it comes with the trail. */
  const bucketOf = ({ bucket: name, homeRegion: region }: TrailSettings) =>
    buckets.ensure({ name, owner: accountId, region, createdAt: world.clock() });
  const write = (trail: TrailSettings, events: readonly TrailEvent[], at: Date, number: number) => {
    const { keyPrefix } = trail;
    const bucket = bucketOf(trail);
    for (const [place, inFile] of grouped(events, placeOf)) {
      const [folder = "", fileRegion = ""] = place.split(" ");
      const stamp = at.toISOString();
      const [day = "", time = ""] = stamp.split("T");
      const minute = `${day.replaceAll("-", "")}T${time.slice(0, 5).replace(":", "")}Z`;
      const unique = uniqueText(`${trail.arn} ${place} ${stamp} ${number}`);
      const key = [
        ...(keyPrefix ? [keyPrefix] : []),
        "AWSLogs",
        ...(trail.organisation ? ["o-sandbox000"] : []),
        ...[accountId, folder, fileRegion, day.replaceAll("-", "/")],
        `${accountId}_${folder}_${fileRegion}_${minute}_${unique}.json.gz`,
      ].join("/");
      const make = () => gzipSync(`{"Records":[${inFile.map(({ text }) => text).join(",")}]}`);
      const headers = { "content-type": "application/json", "content-encoding": "gzip" };
      bucket.put(key, storedObject(make, { modifiedAt: at, headers }));
    }
  };
  return (events) => {
    batch += 1;
    const number = batch;
    const now = world.clock().getTime();
    for (const trail of trails.list()) bucketOf(trail);
    for (const [at, due] of grouped(
      events,
      ({ deliveredAt }) => Math.ceil(deliveredAt / SLOT_MS) * SLOT_MS,
    )) {
      const deliver = () => {
        for (const trail of trails.list()) {
          const recorded = due.filter((event) => !isLost(event) && trailRecords(trail, event));
          write(trail, recorded, new Date(at), number);
        }
      };
      if (at > now) world.agenda.at(at, deliver);
      else deliver();
    }
  };
}

const placeOf = ({ category, awsRegion }: TrailEvent): string => `${FOLDERS[category]} ${awsRegion}`;

function grouped<Key>(
  events: readonly TrailEvent[],
  keyOf: (event: TrailEvent) => Key,
): Map<Key, TrailEvent[]> {
  const groups = new Map<Key, TrailEvent[]>();
  for (const event of events) {
    const key = keyOf(event);
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return groups;
}

function uniqueText(seed: string): string {
  return createHash("sha256").update(seed).digest("base64url").replace(/[-_]/g, "0").slice(0, 16);
}
