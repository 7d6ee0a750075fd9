import { visible } from "../domain/text/visible.ts";
import type { QueryRequest } from "../flows/ports.ts";
import type { BucketUse } from "./bucket-files.ts";
import type { PassedOver } from "./trail-files.ts";

export interface Unreadable {
  name: string;
  because: string;
}

const maxNamed = 3;

/** Remarks without which an answer, above all an empty one, could be misread. */
export function archiveNotes({
  folder,
  request: { account, regions },
  filesRead,
  foreign,
  unreadable,
  passedOver,
  use,
}: {
  folder: string;
  request: QueryRequest;
  filesRead: number;
  foreign: number;
  unreadable: Unreadable[];
  passedOver: PassedOver;
  /** For an archive in S3. */
  use?: BucketUse;
}): string[] {
  const { otherAccounts, otherRegions, links, closedFolders } = passedOver;
  const notes: string[] = [];
  if (unreadable.length > 0) {
    const named = unreadable
      .slice(0, maxNamed)
      .map(({ name, because }) => `${visible(name, 120)}: ${because}`);
    const rest = unreadable.length - named.length;
    notes.push(
      `${counted(unreadable.length, "file")} could not be read to the end (${named.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}).`,
    );
  }
  if (closedFolders.length > 0) notes.push(`${counted(closedFolders.length, "folder")} could not be opened.`);
  if (foreign > 0) notes.push(`${counted(foreign, "object")} skipped that are no CloudTrail records.`);
  if (links > 0) notes.push(`${counted(links, "symbolic link")} not followed.`);
  if (use) {
    notes.push(
      `From S3: ${counted(use.lists, "list request")}, ${counted(use.gets, "file")}, ${(use.bytes / 1e6).toFixed(1)} MB.`,
    );
    if (use.refusal) notes.push(use.refusal.message);
  }
  if (filesRead === 0) {
    const held = [...[...otherAccounts].map((other) => `account ${other}`), ...otherRegions].slice(0, 10);
    notes.push(
      held.length > 0
        ? `No file of ${[account === "" ? "any account" : `account ${account}`, ...regions].join(", ")} in this archive; it holds ${held.join(", ")}.`
        : `No CloudTrail file (.json or .json.gz) for this window in ${visible(folder, 200)}.`,
    );
  }
  return notes;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
