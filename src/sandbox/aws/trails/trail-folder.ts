import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import type { Report } from "../report.ts";

const MAX_FILE_BYTES = 256 * 1024 * 1024;
const NOT_RECORDS = /^CloudTrail-(Digest|Insight)$/;

/** Reads every `.json` and `.json.gz` below a folder; what cannot be read is reported and left out. */
export async function readTrailFolder(folder: string, report: Report): Promise<object[]> {
  const records: object[] = [];
  for (const file of await trailFiles(folder)) {
    try {
      for (const record of recordsIn(await readText(file))) records.push(record);
    } catch (error) {
      report.skipped(file, error instanceof Error ? error.message : String(error));
    }
  }
  return records;
}

async function trailFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !NOT_RECORDS.test(entry.name)) files.push(...(await trailFiles(path)));
    else if (entry.isFile() && /\.json(\.gz)?$/.test(entry.name)) files.push(path);
  }
  return files.sort();
}

async function readText(file: string): Promise<string> {
  const source = createReadStream(file);
  const stream = file.endsWith(".gz") ? source.pipe(createGunzip()) : source;
  source.once("error", (error) => stream.destroy(error));
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > MAX_FILE_BYTES) throw new Error(`more than ${MAX_FILE_BYTES} bytes once inflated`);
      chunks.push(chunk);
    }
  } finally {
    source.destroy();
  }
  return Buffer.concat(chunks).toString("utf8");
}

function recordsIn(text: string): object[] {
  const content: unknown = JSON.parse(text);
  const list = Array.isArray(content) ? content : (content as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(list)) throw new Error('neither a list nor an object with "Records"');
  return list.filter(
    (record) =>
      typeof record?.eventTime === "string" && typeof (record.eventName ?? record.eventType) === "string",
  );
}
