import type { Evaluation } from "../domain/query/evaluate.ts";
import { type TrailRecord, textAt } from "../domain/query/record.ts";
import type { Asking, QueryRequest } from "../flows/ports.ts";
import type { Unreadable } from "./archive-notes.ts";
import { inOrder } from "./in-order.ts";
import type { TrailSource } from "./inflate.ts";
import type { ByteBudget } from "./pour-file.ts";
import { type ReadLimits, readTrailFile } from "./read-trail-file.ts";
import type { Scan } from "./scan-bytes.ts";
import type { Scanner } from "./scanner.ts";
import { startSightings } from "./sightings.ts";
import type { TrailFile } from "./trail-files.ts";
import { UnreadableFile } from "./unreadable-file.ts";

export interface Search {
  filesRead: number;
  /** Records that were counted and not handed to the evaluation, because their bytes ruled them out. */
  passedBy: number;
  newest: number;
  oldest: number;
  foreign: number;
  unreadable: Unreadable[];
  sightings: ReturnType<typeof startSightings>;
}

export const startSearch = (): Search => ({
  filesRead: 0,
  passedBy: 0,
  newest: Number.NEGATIVE_INFINITY,
  oldest: Number.POSITIVE_INFINITY,
  foreign: 0,
  unreadable: [],
  sightings: startSightings(),
});

export interface SearchParts {
  request: QueryRequest;
  evaluation: Evaluation;
  scanner: Scanner;
  limits: ReadLimits;
  budget: ByteBudget;
  /** What may be on its way at a time. */
  ahead: { files: number; bytes: number };
  signal: AbortSignal;
  progress: Asking["progress"];
}

/**
 * Asks one file after another, in their order, and keeps what there is to say in `search`. Rejects when aborted or over
 * the budget.
 */
export async function searchFiles(
  files: AsyncIterable<TrailFile>,
  search: Search,
  { request, evaluation, scanner, limits, budget, ahead, signal, progress }: SearchParts,
): Promise<void> {
  const places = new Set<string>();
  const look = async (file: TrailFile): Promise<Outcome> => {
    const source = await opened(file);
    if ("unreadable" in source) return source;
    const { account, region } = file.place;
    // Of a file that tells neither, every record has to be asked.
    if (account === undefined || region === undefined) return { source };
    const place = `${account}/${region}`;
    const wantsFirst = !places.has(place);
    places.add(place);
    return { source, scan: await scanner.scan(source, wantsFirst) };
  };
  const hasRoom = (underWay: readonly TrailFile[]) =>
    underWay.length < Math.max(ahead.files, scanner.ahead()) &&
    underWay.reduce((sum, { size = 0 }) => sum + size, 0) < ahead.bytes;
  for await (const { item: file, outcome } of inOrder(files, hasRoom, look)) {
    const belongs = belongsTo(request, file);
    const take = (record: TrailRecord) => {
      if (!belongs(record)) return;
      search.sightings.add(record);
      evaluation.add(record);
    };
    if ("unreadable" in outcome) {
      search.unreadable.push({ name: file.name, because: outcome.unreadable });
      search.filesRead += 1;
      continue;
    }
    const { source, scan } = outcome;
    if (scan !== undefined && scan.bytes <= Math.min(limits.fileBytes, budget.bytesLeft)) {
      budget.bytesLeft -= scan.bytes;
      if (scan.first && belongs(scan.first)) search.sightings.add(scan.first);
      search.passedBy += scan.others;
      search.newest = Math.max(search.newest, scan.newest);
      search.oldest = Math.min(search.oldest, scan.oldest);
      for (const record of scan.matches) take(record);
    } else {
      const reading = await readTrailFile(source, { limits, budget, signal }, take);
      search.foreign += reading.foreign;
      const isHollow = reading.bytes === 0 && file.name.endsWith(".gz");
      const because = reading.stoppedBecause ?? (isHollow ? "it is empty" : undefined);
      if (because !== undefined) search.unreadable.push({ name: file.name, because });
    }
    search.filesRead += 1;
    progress({ pagesRead: search.filesRead, ...reachOf(search, evaluation.progress()) }, () =>
      evaluation.result(),
    );
    signal.throwIfAborted();
  }
}

type Outcome = { source: TrailSource; scan?: Scan } | { unreadable: string };

async function opened(file: TrailFile): Promise<TrailSource | { unreadable: string }> {
  try {
    return await file.open();
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { unreadable: error.message };
  }
}

/** What the evaluation counted, and what it never got to see. */
export function reachOf<Counted extends { scanned: number; newestEvent?: Date; oldestEvent?: Date }>(
  { passedBy, newest, oldest }: Search,
  counted: Counted,
): Counted {
  const latest = Math.max(newest, counted.newestEvent?.getTime() ?? Number.NEGATIVE_INFINITY);
  const earliest = Math.min(oldest, counted.oldestEvent?.getTime() ?? Number.POSITIVE_INFINITY);
  return {
    ...counted,
    scanned: counted.scanned + passedBy,
    newestEvent: Number.isFinite(latest) ? new Date(latest) : undefined,
    oldestEvent: Number.isFinite(earliest) ? new Date(earliest) : undefined,
  };
}

/** Where the path does not say whose a record is, the record does. */
function belongsTo({ account, regions }: QueryRequest, { place }: TrailFile) {
  const checkAccount = account !== "" && place.account === undefined;
  return (record: TrailRecord): boolean => {
    if (checkAccount) {
      const recipient = textAt(record, "recipientAccountId") ?? textAt(record, "userIdentity", "accountId");
      if (recipient !== undefined && recipient !== account) return false;
    }
    const region = textAt(record, "awsRegion");
    return regions.length === 0 || region === undefined || regions.includes(region);
  };
}
