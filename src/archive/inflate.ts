import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { MessageChannel } from "node:worker_threads";
import { gunzipSync } from "node:zlib";

/** A file on disk, or its bytes as they came from elsewhere. */
export type TrailSource = { path: string } | { bytes: Uint8Array };

/** CloudTrail's own files have a few megabytes; larger ones are read as a stream. */
const largestInMemory = 64 * 1024 * 1024;
// Deflate cannot do better: a file that claims more does not know its own size.
const highestRatio = 1032;
const smallestChunk = 64;

const scratchBytes = 4 * 1024 * 1024;
let scratch: Buffer | undefined;

/**
 * Works on a whole file in memory, inflated; its bytes are gone afterwards. Undefined when it is too large for that,
 * broken, or not what it says.
 */
export function inflated<Result>(source: TrailSource, work: (raw: Buffer) => Result): Result | undefined {
  const bytes = "path" in source ? readWhole(source.path) : asBuffer(source.bytes);
  if (bytes === undefined || bytes.length > largestInMemory) return undefined;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return work(bytes);
  const raw = gunzipped(bytes);
  if (raw === undefined) return undefined;
  try {
    return work(raw);
  } finally {
    giveBack(raw);
  }
}

function gunzipped(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 18) return undefined;
  // A chunk of exactly the size at the file's end saves zlib from growing and joining its output.
  const size = bytes.readUInt32LE(bytes.length - 4);
  if (size > largestInMemory || size > bytes.length * highestRatio) return undefined;
  const chunkSize = size + smallestChunk;
  try {
    return gunzipSync(bytes, { chunkSize, maxOutputLength: chunkSize });
  } catch {
    return undefined;
  }
}

const { port1: drain, port2: drained } = new MessageChannel();
drained.close();
drain.unref();

/**
 * Frees memory at once, by handing it to nobody: the next file then gets the same, still in the processor's cache,
 * which nearly halves the time of a question. Left to the collector, every file gets memory of its own.
 */
function giveBack({ buffer, byteLength }: Buffer): void {
  // A small one may share its memory with others.
  const isOwn = buffer.byteLength <= byteLength + smallestChunk && byteLength >= Buffer.poolSize;
  if (isOwn && buffer instanceof ArrayBuffer) drain.postMessage(undefined, [buffer]);
}

/** Into the same memory each time, unless it is too large for that. */
function readWhole(path: string): Buffer | undefined {
  try {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      if (size > largestInMemory) return undefined;
      if (size <= scratchBytes) scratch ??= Buffer.allocUnsafeSlow(scratchBytes);
      const bytes = size <= scratchBytes && scratch ? scratch : Buffer.allocUnsafeSlow(size);
      let length = 0;
      for (let read = -1; read !== 0 && length < size; length += read) {
        read = readSync(file, bytes, length, size - length, null);
      }
      return bytes.subarray(0, length);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
