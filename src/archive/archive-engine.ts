import { InputError } from "../domain/errors.ts";
import { completenessOf } from "../domain/query/completeness.ts";
import { conditionInWords } from "../domain/query/condition-words.ts";
import { createEvaluation } from "../domain/query/evaluate.ts";
import { textAt } from "../domain/query/record.ts";
import type { QueryEngine, QueryRequest } from "../flows/ports.ts";
import { archiveCommand } from "./archive-command.ts";
import { archiveNotes, type Unreadable } from "./archive-notes.ts";
import type { Scope } from "./layout.ts";
import { type ReadLimits, readTrailFile } from "./read-trail-file.ts";
import { startSightings } from "./sightings.ts";
import { nothingPassedOver, type TrailFile, trailFiles } from "./trail-files.ts";
import { ArchiveTooLarge } from "./unreadable-file.ts";

export interface ArchiveLimits extends ReadLimits {
  /** Bytes of all files together once inflated. */
  totalBytes: number;
  /** How long after the window's end files are still opened, by the time in their name. */
  deliveryLagMinutes: number;
}

const mebibyte = 1024 * 1024;

export const defaultArchiveLimits: ArchiveLimits = {
  fileBytes: 1024 * mebibyte,
  totalBytes: 32 * 1024 * mebibyte,
  // CloudTrail's own limit for a record is 1 MB; an export may wrap and escape it.
  recordBytes: 4 * mebibyte,
  depth: 100,
  deliveryLagMinutes: 60,
};

/**
 * Asks a folder of CloudTrail files, in CloudTrail's S3 layout or any other. An empty `account` asks for all accounts,
 * empty `regions` for all Regions. The account in a path decides over the one in the records.
 */
export function createArchiveEngine({
  folder,
  now,
  limits = defaultArchiveLimits,
}: {
  folder: string;
  now: () => Date;
  limits?: ArchiveLimits;
}): QueryEngine {
  return {
    name: "archive",
    plan: ({ query, window, account, regions }) => ({
      engine: "archive",
      pushedDown: [
        ...(account === "" ? [] : [`account ${account}, by folder or file name`]),
        ...(regions.length === 0 ? [] : [`Regions ${regions.join(", ")}, by folder or file name`]),
        `time, by the delivery time in folder and file names, up to ${limits.deliveryLagMinutes} minutes after the window`,
      ],
      checkedHere: [conditionInWords(query.where), "eventTime within the window"],
      estimate: {},
      command: archiveCommand({ folder, query, window, account, regions }),
    }),
    async ask(request, { signal, progress }) {
      const { query, window, account, regions } = request;
      if (query.from !== "cloudtrail") {
        throw new InputError(`An archive holds CloudTrail records, not ${query.from}. Ask another engine.`);
      }
      signal.throwIfAborted();
      const evaluation = createEvaluation(query, window);
      const scope: Scope = { account, regions, window, deliveryLagMinutes: limits.deliveryLagMinutes };
      const passedOver = nothingPassedOver();
      const sightings = startSightings();
      const unreadable: Unreadable[] = [];
      const budget = { bytesLeft: limits.totalBytes };
      let filesRead = 0;
      let foreign = 0;
      let stopped: string | undefined;
      try {
        for await (const file of trailFiles(folder, scope, passedOver)) {
          const belongs = belongsTo(request, file);
          const reading = await readTrailFile(file.path, { limits, budget, signal }, (record) => {
            if (!belongs(record)) return;
            sightings.add(record);
            evaluation.add(record);
          });
          filesRead += 1;
          foreign += reading.foreign;
          if (reading.stoppedBecause) unreadable.push({ name: file.name, because: reading.stoppedBecause });
          const { scanned, matched, newestEvent, oldestEvent } = evaluation.progress();
          progress({ pagesRead: filesRead, scanned, matched, newestEvent, oldestEvent });
        }
      } catch (error) {
        if (!(error instanceof ArchiveTooLarge)) throw error;
        stopped = `reading stopped after ${Math.floor(limits.totalBytes / mebibyte)} MB in ${filesRead} files; ask for a shorter window`;
      }
      const result = evaluation.result();
      return {
        columns: result.columns,
        rows: result.rows,
        rowsBeforeLimit: result.rowsBeforeLimit,
        completeness: completenessOf({
          engine: "archive",
          accounts: account === "" ? sightings.accounts() : [account],
          regions: regions.length === 0 ? sightings.regions() : regions,
          window,
          pagesRead: filesRead,
          evaluation: result,
          truncated: stopped ?? unreadNotice(unreadable.length + passedOver.closedFolders.length, filesRead),
          notes: archiveNotes({ folder, request, filesRead, foreign, unreadable, passedOver }),
          now: now(),
        }),
      };
    },
  };
}

/** Where the path does not say whose a record is, the record does. */
function belongsTo({ account, regions }: QueryRequest, { place }: TrailFile) {
  const checkAccount = account !== "" && place.account === undefined;
  return (record: Parameters<typeof textAt>[0]): boolean => {
    if (checkAccount) {
      const recipient = textAt(record, "recipientAccountId") ?? textAt(record, "userIdentity", "accountId");
      if (recipient !== undefined && recipient !== account) return false;
    }
    const region = textAt(record, "awsRegion");
    return regions.length === 0 || region === undefined || regions.includes(region);
  };
}

function unreadNotice(unread: number, filesRead: number): string | undefined {
  if (unread === 0) return undefined;
  return `${unread} of ${filesRead} files or folders could not be read to the end`;
}
