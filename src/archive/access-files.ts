import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { InputError } from "../domain/errors.ts";
import { folderEntries } from "./folder-entries.ts";
import { placeOf } from "./layout.ts";

export interface AccessFile {
  path: string;
  /** As shown to people: relative to the folder. */
  name: string;
}

/** What was passed over on the way; filled while walking. */
export interface AccessPassedOver {
  trailFiles: number;
  links: number;
  closedFolders: string[];
}

export const nothingPassedOver = (): AccessPassedOver => ({ trailFiles: 0, links: 0, closedFolders: [] });

// Rotated logs get a number or a date at the end: access.log.1, access.log-20260504.gz.
const logFile = /\.(?:log|json|jsonl|ndjson|txt|gz)$|\.log[.-][\d-]{1,20}$/i;
const maxFolderDepth = 32;

/** Files that may hold access logs, in the order of their names; CloudTrail's own files are passed over. */
export async function* accessFiles(folder: string, passedOver: AccessPassedOver): AsyncGenerator<AccessFile> {
  const found = await stat(folder).catch((cause: unknown) => {
    throw new InputError(
      `There is no folder "${folder}" to search. Give the one that holds the access logs.`,
      {
        cause,
      },
    );
  });
  if (found.isFile()) yield { path: folder, name: basename(folder) };
  else yield* walk(folder, [], passedOver);
}

async function* walk(
  root: string,
  parts: string[],
  passedOver: AccessPassedOver,
): AsyncGenerator<AccessFile> {
  for (const entry of await folderEntries(root, parts, passedOver)) {
    const inner = [...parts, entry.name];
    if (entry.isSymbolicLink()) passedOver.links += 1;
    else if (entry.isDirectory()) {
      if (inner.length < maxFolderDepth) yield* walk(root, inner, passedOver);
      else passedOver.closedFolders.push(inner.join("/"));
    } else if (entry.isFile() && logFile.test(entry.name)) {
      const { account, digest } = placeOf(inner);
      if (account !== undefined || digest) passedOver.trailFiles += 1;
      else yield { path: join(root, ...inner), name: inner.join("/") };
    }
  }
}
