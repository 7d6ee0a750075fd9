import { type ArchiveBucket, type BucketCall, bucketFiles, noUse } from "./bucket-files.ts";
import type { Scope } from "./layout.ts";
import { nothingPassedOver, type TrailFile, trailFiles } from "./trail-files.ts";

export interface FilesOfDays {
  /** Days (`2026-05-04`) with files, by Region. */
  held: Record<string, string[]>;
  /** Files whose place tells no Region or no day. */
  unnamed: number;
}

/** For which days an archive holds files of a scope; only names are read. */
export async function filesOfDays(
  { folder, bucket }: { folder: string; bucket?: ArchiveBucket },
  scope: Scope,
  call: BucketCall,
): Promise<FilesOfDays> {
  const passedOver = nothingPassedOver();
  const files: AsyncIterable<TrailFile> = bucket
    ? bucketFiles(bucket, scope, { passedOver, use: noUse(), call })
    : trailFiles(folder, scope, passedOver);
  const days = new Map<string, Set<string>>();
  let unnamed = 0;
  for await (const { place } of files) {
    call.signal.throwIfAborted();
    const day = place.deliveredAt?.toISOString().slice(0, 10) ?? place.day?.replaceAll("/", "-");
    if (place.region === undefined || day === undefined || day.length < 10) {
      unnamed += 1;
      continue;
    }
    days.set(place.region, (days.get(place.region) ?? new Set()).add(day));
  }
  return {
    held: Object.fromEntries([...days].map(([region, found]) => [region, [...found].sort()])),
    unnamed,
  };
}
