import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { TrailRecord } from "../domain/query/record.ts";
import type { TrailSource } from "./inflate.ts";
import { type SplitLimits, splitRecords } from "./split-records.ts";
import { ArchiveTooLarge, UnreadableFile } from "./unreadable-file.ts";
import { unwrapRecords } from "./unwrap-records.ts";

export interface ReadLimits extends SplitLimits {
  /** Bytes of one file once inflated. */
  fileBytes: number;
}

/** Bytes that one question may still inflate; shared by all its files. */
export interface ByteBudget {
  bytesLeft: number;
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
    if ("bytes" in source) {
      reading.bytes = await pour(Readable.from([source.bytes]), source.bytes, context, onJson);
      return reading;
    }
    const handle = await open(source.path);
    try {
      const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      const stream = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 });
      reading.bytes = await pour(stream, buffer, context, onJson);
    } finally {
      await handle.close();
    }
  } catch (error) {
    context.signal.throwIfAborted();
    reading.stoppedBecause = reasonOf(error);
  }
  return reading;
}

async function pour(
  bytes: Readable,
  start: Uint8Array,
  { limits, budget, signal }: { limits: ReadLimits; budget: ByteBudget; signal: AbortSignal },
  onJson: (json: Buffer) => void,
): Promise<number> {
  const zipped = start[0] === 0x1f && start[1] === 0x8b;
  const { push, end } = splitRecords(limits, onJson);
  let inflated = 0;
  const takeAll = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      inflated += chunk.length;
      budget.bytesLeft -= chunk.length;
      if (inflated > limits.fileBytes)
        throw new UnreadableFile(`it inflates beyond ${limits.fileBytes} bytes`);
      if (budget.bytesLeft < 0) throw new ArchiveTooLarge();
      push(chunk);
    }
    end();
  };
  // pipeline() may report that it stopped the stream above instead of why.
  let why: unknown;
  const take = (chunks: AsyncIterable<Buffer>) =>
    takeAll(chunks).catch((error: unknown) => {
      why = error;
      throw error;
    });
  try {
    if (zipped) await pipeline(bytes, createGunzip({ chunkSize: 256 * 1024 }), take, { signal });
    else await pipeline(bytes, take, { signal });
    return inflated;
  } catch (error) {
    throw why ?? error;
  }
}

function parsed(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Faults of a file are told; faults of ours rise. */
function reasonOf(error: unknown): string {
  if (error instanceof UnreadableFile) return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("Z_")) return "it is not gzip, or cut off";
  if (/^E[A-Z]+$/.test(code)) return `it cannot be opened (${code})`;
  throw error;
}
