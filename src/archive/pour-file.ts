import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { ArchiveTooLarge, UnreadableFile } from "./unreadable-file.ts";

/** Bytes that one question may still inflate; shared by all its files. */
export interface ByteBudget {
  bytesLeft: number;
}

interface Pouring {
  /** Bytes of one file once inflated. */
  fileBytes: number;
  budget: ByteBudget;
  signal: AbortSignal;
}

const chunkSize = 256 * 1024;

/** A file's bytes, inflated where they are gzip. Returns how many there were. */
export async function pourFile(
  path: string,
  pouring: Pouring,
  push: (chunk: Buffer) => void,
): Promise<number> {
  const handle = await open(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const bytes = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: chunkSize });
    return await pourBytes(bytes, buffer, pouring, push);
  } finally {
    await handle.close();
  }
}

/** The same of a stream that begins with `start`. Throws UnreadableFile, ArchiveTooLarge, and what `push` throws. */
export async function pourBytes(
  bytes: Readable,
  start: Uint8Array,
  { fileBytes, budget, signal }: Pouring,
  push: (chunk: Buffer) => void,
): Promise<number> {
  let inflated = 0;
  let why: unknown;
  const take = async (chunks: AsyncIterable<Buffer>) => {
    try {
      for await (const chunk of chunks) {
        signal.throwIfAborted();
        inflated += chunk.length;
        budget.bytesLeft -= chunk.length;
        if (inflated > fileBytes) throw new UnreadableFile(`it inflates beyond ${fileBytes} bytes`);
        if (budget.bytesLeft < 0) throw new ArchiveTooLarge();
        push(chunk);
      }
    } catch (error) {
      why = error;
      throw error;
    }
  };
  const zipped = start[0] === 0x1f && start[1] === 0x8b;
  try {
    if (zipped) await pipeline(bytes, createGunzip({ chunkSize }), take, { signal });
    else await pipeline(bytes, take, { signal });
    return inflated;
  } catch (error) {
    // pipeline() may report that it stopped the stream above instead of why.
    throw why ?? error;
  }
}
