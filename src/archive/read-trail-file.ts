import { Readable } from "node:stream";
import type { TrailRecord } from "../domain/query/record.ts";
import type { TrailSource } from "./inflate.ts";
import { type ByteBudget, pourBytes, pourFile } from "./pour-file.ts";
import { type SplitLimits, splitRecords } from "./split-records.ts";
import { whyUnreadable } from "./unreadable-file.ts";
import { unwrapRecords } from "./unwrap-records.ts";

export interface ReadLimits extends SplitLimits {
  /** Bytes of one file once inflated. */
  fileBytes: number;
}

export interface FileReading {
  /** Objects that are no CloudTrail records, or not JSON. */
  foreign: number;
  /** Bytes once inflated. */
  bytes: number;
  /** Why reading stopped before the file's end; records up to there were handed over. */
  stoppedBecause?: string;
}

/** Hands over a file's records one by one, never holding more than one. Rejects when aborted or over budget. */
export async function readTrailFile(
  source: TrailSource,
  context: { limits: ReadLimits; budget: ByteBudget; signal: AbortSignal },
  onRecord: (record: TrailRecord) => void,
): Promise<FileReading> {
  const reading: FileReading = { foreign: 0, bytes: 0 };
  try {
    const onJson = (json: Buffer) => {
      const records = unwrapRecords(parsed(json));
      if (records.length === 0) reading.foreign += 1;
      for (const record of records) onRecord(record);
    };
    const { push, end } = splitRecords(context.limits, onJson);
    const pouring = { ...context, fileBytes: context.limits.fileBytes };
    const bytes =
      "bytes" in source
        ? await pourBytes(Readable.from([source.bytes]), source.bytes, pouring, push)
        : await pourFile(source.path, pouring, push);
    end();
    reading.bytes = bytes;
  } catch (error) {
    context.signal.throwIfAborted();
    reading.stoppedBecause = whyUnreadable(error);
  }
  return reading;
}

function parsed(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString("utf8"));
  } catch {
    return undefined;
  }
}
