import { opendir } from "node:fs/promises";
import { join } from "node:path";

/** What lies in a folder below `root`, in the order of names; nothing in one that is closed to us, which is told. */
export async function folderEntries(
  root: string,
  parts: string[],
  { closedFolders }: { closedFolders: string[] },
) {
  try {
    const entries = [];
    for await (const entry of await opendir(join(root, ...parts))) entries.push(entry);
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    closedFolders.push(parts.join("/") || root);
    return [];
  }
}
