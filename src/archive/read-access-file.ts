import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { AccessRecord } from "../domain/access-log/access-record.ts";
import type { LineContext } from "../domain/access-log/line-context.ts";
import { type AccessFormat, type LineReading, readAccessLine } from "../domain/access-log/read-line.ts";
import { splitLines } from "./split-lines.ts";
import { splitRecords } from "./split-records.ts";
import { ArchiveTooLarge, UnreadableFile } from "./unreadable-file.ts";

export interface AccessFileLimits {
  /** Bytes of one file once inflated. */
  fileBytes: number;
  lineBytes: number;
}

export interface AccessFileReading {
  /** Lines, or elements of batches, that are no requests in this format. */
  unread: number;
  /** Why reading stopped before the file's end; records up to there were handed over. */
  stoppedBecause?: string;
}

/** Hands over a file's requests, holding no more than one line. Rejects when aborted or over the budget of bytes. */
export async function readAccessFile(
  path: string,
  { format, trusted }: { format: AccessFormat } & Pick<LineContext, "trusted">,
  context: { limits: AccessFileLimits; budget: { bytesLeft: number }; signal: AbortSignal },
  onRecord: (record: AccessRecord) => void,
): Promise<AccessFileReading> {
  const reading: AccessFileReading = { unread: 0 };
  const take = ({ records, unread }: LineReading) => {
    reading.unread += unread;
    for (const record of records) onRecord(record);
  };
  const splitter = splitFile(context.limits, {
    onText: (text) => take(readAccessLine(text, format, { trusted })),
    onTooLong: () => {
      reading.unread += 1;
    },
  });
  try {
    await pour(path, context, splitter.push);
    splitter.end();
  } catch (error) {
    context.signal.throwIfAborted();
    reading.stoppedBecause = reasonOf(error);
  }
  return reading;
}

interface Splitter {
  push(chunk: Buffer): void;
  end(): void;
}

// How a document that is spread over lines begins; Envoy's lines begin with a bracket too.
const documentStart = /^(?:\{|\[|\[\s*\{|\{\s*"[\w@]{1,40}"\s*:\s*[[{])\s*$/;

/** Lines, unless the first one opens a JSON document that goes on below it. */
function splitFile(
  { lineBytes }: AccessFileLimits,
  { onText, onTooLong }: { onText: (text: string) => void; onTooLong: () => void },
): Splitter {
  let document: Splitter | undefined;
  let started = false;
  const lines = splitLines(lineBytes, {
    onTooLong,
    onLine: (line) => {
      const text = started ? line : line.replace(/^\ufeff/, "");
      if (!started && text.trim() !== "") {
        started = true;
        if (documentStart.test(text))
          document = splitRecords({ recordBytes: lineBytes, depth: 100 }, (json) =>
            onText(json.toString("utf8")),
          );
      }
      if (document) document.push(Buffer.from(`${text}\n`));
      else onText(text);
    },
  });
  return {
    push: lines.push,
    end() {
      lines.end();
      document?.end();
    },
  };
}

async function pour(
  path: string,
  {
    limits,
    budget,
    signal,
  }: { limits: AccessFileLimits; budget: { bytesLeft: number }; signal: AbortSignal },
  push: (chunk: Buffer) => void,
): Promise<void> {
  const handle = await open(path);
  let why: unknown;
  let inflated = 0;
  const take = async (chunks: AsyncIterable<Buffer>) => {
    try {
      for await (const chunk of chunks) {
        signal.throwIfAborted();
        inflated += chunk.length;
        budget.bytesLeft -= chunk.length;
        if (inflated > limits.fileBytes)
          throw new UnreadableFile(`it inflates beyond ${limits.fileBytes} bytes`);
        if (budget.bytesLeft < 0) throw new ArchiveTooLarge();
        push(chunk);
      }
    } catch (error) {
      why = error;
      throw error;
    }
  };
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const zipped = buffer[0] === 0x1f && buffer[1] === 0x8b;
    const bytes = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 });
    if (zipped) await pipeline(bytes, createGunzip({ chunkSize: 256 * 1024 }), take, { signal });
    else await pipeline(bytes, take, { signal });
  } catch (error) {
    // pipeline() may report that it stopped the stream above instead of why.
    throw why ?? error;
  } finally {
    await handle.close();
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
