import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { TrailRecord } from "./trail-record.ts";

const zip = promisify(gzip);
const FILE_MINUTES = 15;
const DELIVERY_MINUTES = 5;

/**
 * Writes records the way CloudTrail writes them to S3, below `folder`:
 * `AWSLogs/<account>/CloudTrail/<region>/YYYY/MM/DD/<account>_CloudTrail_<region>_YYYYMMDDTHHmmZ_<16>.json.gz`.
 * The date is that of delivery, minutes after the call. Gives the files' paths; same records, same files.
 */
export async function writeTrail(records: readonly TrailRecord[], folder: string): Promise<string[]> {
  const files = new Map<string, TrailRecord[]>();
  for (const record of records) {
    const path = join(folder, fileOf(record));
    const content = files.get(path) ?? [];
    content.push(record);
    files.set(path, content);
  }
  for (const [path, content] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await zip(JSON.stringify({ Records: content })));
  }
  return [...files.keys()].sort();
}

function fileOf({ eventTime, awsRegion, recipientAccountId }: TrailRecord): string {
  const span = FILE_MINUTES * 60_000;
  const delivered = Math.ceil((Date.parse(eventTime) + DELIVERY_MINUTES * 60_000) / span) * span;
  const stamp = new Date(delivered).toISOString();
  const account = String(recipientAccountId);
  const minute = stamp.slice(0, 16).replaceAll(/[-:]/g, "");
  const unique = createHash("sha256").update(`${account} ${awsRegion} ${minute}`).digest("base64url");
  const tail = unique.replaceAll(/[-_]/g, "x").slice(0, 16);
  const [year, month, day] = stamp.slice(0, 10).split("-");
  const name = `${account}_CloudTrail_${awsRegion}_${minute}Z_${tail}.json.gz`;
  return join("AWSLogs", account, "CloudTrail", awsRegion, `${year}`, `${month}`, `${day}`, name);
}
