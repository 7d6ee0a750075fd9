import type { AskedBy } from "../flows/ports.ts";
import { inOrder } from "./in-order.ts";
import { daysOf, isRegionFolder, outOf, placeOf, type Scope } from "./layout.ts";
import { type PassedOver, type TrailFile, trailFileName } from "./trail-files.ts";
import { UnreadableFile } from "./unreadable-file.ts";

export interface BucketCall {
  askedBy: AskedBy;
  signal: AbortSignal;
}

/** A bucket, or a prefix of one, as far as an archive needs it. Names are relative to it. */
export interface ArchiveBucket {
  /** One page of a folder, `""` being the root. Throws CairnError. */
  list(
    folder: string,
    next: string | undefined,
    call: BucketCall,
  ): Promise<{ files: { name: string; size: number }[]; folders: string[]; next?: string }>;
  /** `refusal`: AWS denied this one, and may deny all. Throws CairnError when nothing can be had, not just this one. */
  get(
    name: string,
    call: BucketCall,
  ): Promise<{ bytes: Uint8Array } | { unreadable: string; refusal?: Error }>;
}

/** What was asked of a bucket: AWS bills requests and, outside its Region, bytes. */
export interface BucketUse {
  lists: number;
  /** Files that were got. */
  gets: number;
  bytes: number;
  /** Files that AWS denied. */
  denied: number;
  refusal?: Error;
}

export const noUse = (): BucketUse => ({ lists: 0, gets: 0, bytes: 0, denied: 0 });

// Beside CloudTrail's folder, other services write theirs; nobody asks about these.
const accountFolder = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?(\d{12})$/;
const otherServices = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/(?!CloudTrail|$)/;
const maxFolderDepth = 32;
const listsAtATime = 8;
const largestObject = 64 * 1024 * 1024;
/** So many files denied and none got: the others would be denied too. */
const deniedBorne = 8;

/** The files of a bucket that may hold records in the scope: found by account, Region and day, in the order of their names. */
export async function* bucketFiles(
  bucket: ArchiveBucket,
  scope: Scope,
  { passedOver, use, call }: { passedOver: PassedOver; use: BucketUse; call: BucketCall },
): AsyncGenerator<TrailFile> {
  const readFolder = async (folder: string) => {
    const files: { name: string; size: number }[] = [];
    const folders: string[] = [];
    let next: string | undefined;
    do {
      use.lists += 1;
      const page = await bucket.list(folder, next, call);
      files.push(...page.files);
      folders.push(...page.folders);
      next = page.next;
    } while (next !== undefined);
    return { files, folders };
  };

  const mayHold = (parts: readonly string[]): boolean => {
    const owner = accountFolder.exec(parts.join("/"))?.[1];
    if (owner !== undefined && scope.account !== "" && owner !== scope.account) {
      passedOver.otherAccounts.add(owner);
      return false;
    }
    const place = placeOf(parts);
    if (place.digest) passedOver.digests += 1;
    const reason = place.digest ? "digest" : outOf(place, scope);
    if (reason === "account" && place.account) passedOver.otherAccounts.add(place.account);
    if (reason === "region" && place.region) passedOver.otherRegions.add(place.region);
    return reason === undefined && !otherServices.test(`${parts.join("/")}/`);
  };

  const fileAt = (parts: readonly string[], size: number): TrailFile => {
    const name = parts.join("/");
    return {
      name,
      place: placeOf(parts),
      size,
      async open() {
        if (size > largestObject) {
          throw new UnreadableFile(
            `it has ${size} bytes, more than is fetched at a time; copy it to a folder`,
          );
        }
        if (use.refusal && use.gets === 0 && use.denied >= deniedBorne) throw use.refusal;
        const got = await bucket.get(name, call);
        if ("bytes" in got) {
          use.gets += 1;
          use.bytes += got.bytes.length;
          return got;
        }
        if (got.refusal) {
          use.denied += 1;
          use.refusal = got.refusal;
        }
        throw new UnreadableFile(got.unreadable);
      },
    };
  };

  /** Folders whose files are wanted, most of them without having listed what they are in. */
  async function* folders(parts: readonly string[]): AsyncGenerator<Listing> {
    const days = isRegionFolder(parts) ? daysOf(scope) : undefined;
    if (days) {
      for (const day of days) yield { parts: [...parts, ...day] };
      return;
    }
    const listed = await readFolder(parts.join("/"));
    yield { parts, listed };
    for (const folder of listed.folders.sort()) {
      const inner = [...parts, folder];
      if (!mayHold(inner)) continue;
      if (inner.length < maxFolderDepth) yield* folders(inner);
      else passedOver.closedFolders.push(inner.join("/"));
    }
  }

  const listings = inOrder(
    folders([]),
    (underWay) => underWay.length < listsAtATime,
    async ({ parts, listed }) => {
      const { files } = listed ?? (await readFolder(parts.join("/")));
      return files
        .filter(({ name }) => trailFileName.test(name) && mayHold([...parts, name]))
        .map(({ name, size }) => fileAt([...parts, name], size));
    },
  );
  for await (const { outcome } of listings) yield* outcome;
}

interface Listing {
  parts: readonly string[];
  listed?: { files: { name: string; size: number }[] };
}
