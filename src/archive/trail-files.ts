import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { InputError } from "../domain/errors.ts";
import { folderEntries } from "./folder-entries.ts";
import type { TrailSource } from "./inflate.ts";
import { outOf, type Place, placeOf, type Scope } from "./layout.ts";

export interface TrailFile {
  /** As shown to people: relative to the archive. */
  name: string;
  place: Place;
  /** In bytes, when it has to be fetched. */
  size?: number;
  /** Throws UnreadableFile when this one cannot be had. */
  open(): Promise<TrailSource>;
}

/** What was passed over on the way; filled while walking. */
export interface PassedOver {
  otherAccounts: Set<string>;
  otherRegions: Set<string>;
  digests: number;
  links: number;
  closedFolders: string[];
}

export const nothingPassedOver = (): PassedOver => ({
  otherAccounts: new Set(),
  otherRegions: new Set(),
  digests: 0,
  links: 0,
  closedFolders: [],
});

export const trailFileName = /\.(json|jsonl|ndjson)(\.gz)?$/i;
const maxFolderDepth = 32;

/** The files of an archive that may hold records in the scope, in the order of their names. */
export async function* trailFiles(
  folder: string,
  scope: Scope,
  passedOver: PassedOver,
): AsyncGenerator<TrailFile> {
  const found = await stat(folder).catch((cause: unknown) => {
    throw new InputError(
      `There is no folder "${folder}" to search. Give the one that holds the CloudTrail files; after a copy from S3 it is the one that holds AWSLogs.`,
      { cause },
    );
  });
  if (found.isFile()) {
    const name = basename(folder);
    yield { name, place: placeOf([name]), open: async () => ({ path: folder }) };
    return;
  }
  yield* walk(folder, [], scope, passedOver);
}

async function* walk(
  root: string,
  parts: string[],
  scope: Scope,
  passedOver: PassedOver,
): AsyncGenerator<TrailFile> {
  for (const entry of await folderEntries(root, parts, passedOver)) {
    const inner = [...parts, entry.name];
    if (entry.isSymbolicLink()) {
      passedOver.links += 1;
      continue;
    }
    const isFile = entry.isFile() && trailFileName.test(entry.name);
    if (!isFile && !entry.isDirectory()) continue;
    const place = placeOf(inner);
    if (place.digest) {
      passedOver.digests += 1;
      continue;
    }
    const reason = outOf(place, scope);
    if (reason === "account" && place.account) passedOver.otherAccounts.add(place.account);
    if (reason === "region" && place.region) passedOver.otherRegions.add(place.region);
    if (reason !== undefined) continue;
    if (isFile) yield { name: inner.join("/"), place, open: async () => ({ path: join(root, ...inner) }) };
    else if (inner.length < maxFolderDepth) yield* walk(root, inner, scope, passedOver);
    else passedOver.closedFolders.push(inner.join("/"));
  }
}
