import { setMaxListeners } from "node:events";
import { InputError } from "../domain/errors.ts";
import { answerRows } from "../domain/query/answer-rows.ts";
import { completenessOf } from "../domain/query/completeness.ts";
import { conditionInWords } from "../domain/query/condition-words.ts";
import { createEvaluation } from "../domain/query/evaluate.ts";
import type { QueryEngine } from "../flows/ports.ts";
import { archiveCommand } from "./archive-command.ts";
import { archiveNotes } from "./archive-notes.ts";
import { archiveCost } from "./archive-plan.ts";
import { type ArchiveBucket, bucketFiles, noUse } from "./bucket-files.ts";
import type { Scope } from "./layout.ts";
import type { ReadLimits } from "./read-trail-file.ts";
import { scanOrder } from "./scan-order.ts";
import { createScanner } from "./scanner.ts";
import { reachOf, searchFiles, startSearch } from "./search-files.ts";
import { nothingPassedOver, trailFiles } from "./trail-files.ts";
import { ArchiveTooLarge } from "./unreadable-file.ts";

export interface ArchiveLimits extends ReadLimits {
  /** Bytes of all files together once inflated. */
  totalBytes: number;
  /** How long after the window's end files are still opened, by the time in their name. */
  deliveryLagMinutes: number;
}

const mebibyte = 1024 * 1024;
const fetchesAtATime = 16;
/** Fetched and not yet read. */
const bytesUnderWay = 64 * mebibyte;

export const defaultArchiveLimits: ArchiveLimits = {
  fileBytes: 1024 * mebibyte,
  totalBytes: 32 * 1024 * mebibyte,
  // CloudTrail's own limit for a record is 1 MB; an export may wrap and escape it.
  recordBytes: 4 * mebibyte,
  depth: 100,
  deliveryLagMinutes: 60,
};

/**
 * Asks CloudTrail files in a folder, or in a bucket when one is given, in CloudTrail's S3 layout or any other. An empty `account` asks for all accounts,
 * empty `regions` for all Regions. The account in a path decides over the one in the records.
 */
export function createArchiveEngine({
  folder,
  bucket,
  now,
  limits = defaultArchiveLimits,
  threads,
}: {
  /** Its path, or the bucket's address. */
  folder: string;
  bucket?: ArchiveBucket;
  now: () => Date;
  limits?: ArchiveLimits;
  /** For tests; see scanner.ts. */
  threads?: { threads?: number; after?: number };
}): QueryEngine {
  return {
    name: "archive",
    plan: (request) => ({
      engine: "archive",
      pushedDown: [
        ...(request.account === "" ? [] : [`account ${request.account}, by folder or file name`]),
        ...(request.regions.length === 0
          ? []
          : [`Regions ${request.regions.join(", ")}, by folder or file name`]),
        `time, by the delivery time in folder and file names, up to ${limits.deliveryLagMinutes} minutes after the window`,
      ],
      checkedHere: [conditionInWords(request.query.where), "eventTime within the window"],
      ...archiveCost(request, limits, bucket !== undefined),
      // Nobody but its owner knows how fresh a copy is.
      ...(!bucket && { unreached: `what was not copied to ${folder} yet` }),
      command: archiveCommand({ folder, ...request }),
    }),
    async ask(request, { signal, progress, evaluate = createEvaluation }) {
      const { query, window, account, regions } = request;
      if (query.from !== "cloudtrail") {
        throw new InputError(`An archive holds CloudTrail records, not ${query.from}. Ask another engine.`);
      }
      signal.throwIfAborted();
      const evaluation = evaluate(query, window);
      const scope: Scope = { account, regions, window, deliveryLagMinutes: limits.deliveryLagMinutes };
      const passedOver = nothingPassedOver();
      const search = startSearch();
      const use = bucket && noUse();
      const files =
        bucket && use
          ? bucketFiles(bucket, scope, {
              passedOver,
              use,
              call: { askedBy: request.askedBy, signal: heardByMany(signal) },
            })
          : trailFiles(folder, scope, passedOver);
      const scanner = createScanner(scanOrder(query, window, limits.recordBytes), signal, threads);
      let stopped: string | undefined;
      try {
        const budget = { bytesLeft: limits.totalBytes };
        const ahead = { files: bucket ? fetchesAtATime : 1, bytes: bytesUnderWay };
        await searchFiles(files, search, {
          ...{ request, evaluation, scanner, limits, budget, ahead, signal, progress },
        });
        if (use?.refusal && use.gets === 0) throw use.refusal;
      } catch (error) {
        if (!(error instanceof ArchiveTooLarge)) throw error;
        stopped = `reading stopped after ${Math.floor(limits.totalBytes / mebibyte)} MB in ${search.filesRead} files; ask for a shorter window`;
      } finally {
        scanner.close();
      }
      const result = reachOf(search, evaluation.result());
      const { filesRead, foreign, unreadable, sightings } = search;
      return {
        ...answerRows(result),
        completeness: completenessOf({
          engine: "archive",
          accounts: account === "" ? sightings.accounts() : [account],
          regions: regions.length === 0 ? sightings.regions() : regions,
          window,
          pagesRead: filesRead,
          evaluation: result,
          truncated: stopped ?? unreadNotice(unreadable.length + passedOver.closedFolders.length, filesRead),
          notes: archiveNotes({ folder, request, filesRead, foreign, unreadable, passedOver, use }),
          now: now(),
        }),
      };
    },
  };
}

/** Each of many requests listens; Node would take that for a leak. */
function heardByMany(signal: AbortSignal): AbortSignal {
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
}

function unreadNotice(unread: number, filesRead: number): string | undefined {
  if (unread === 0) return undefined;
  return `${unread} of ${filesRead} files or folders could not be read to the end`;
}
