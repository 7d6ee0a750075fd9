import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { createRandom } from "./random.ts";
import { accounts, createCast, recordText, regions, type Slot } from "./record.ts";

export interface CorpusSize {
  seed: number;
  /** Hours before `corpusEnd`. */
  hours: number;
  /** Records of one file, on average. */
  recordsPerFile: number;
}

export interface Corpus {
  files: number;
  records: number;
  rawBytes: number;
  zippedBytes: number;
}

export const corpusEnd = Date.parse("2026-05-05T00:00:00Z");
const slotMs = 5 * 60_000;

/** Writes CloudTrail files in the S3 layout: a file for every five minutes, account and Region. */
export function writeCorpus(folder: string, { seed, hours, recordsPerFile }: CorpusSize): Corpus {
  const cast = createCast(seed);
  const corpus: Corpus = { files: 0, records: 0, rawBytes: 0, zippedBytes: 0 };
  const random = createRandom(seed + 1);
  for (let at = corpusEnd - hours * 3_600_000; at < corpusEnd; at += slotMs) {
    for (let account = 0; account < accounts.length; account += 1) {
      for (const region of regions) {
        const slot: Slot = { account, region, at };
        const busy = 0.6 + 0.8 * Math.sin((((at / 3_600_000) % 24) / 24) * Math.PI);
        const count = Math.max(1, Math.round(recordsPerFile * busy * (0.8 + 0.4 * random.next())));
        const records = Array.from({ length: count }, () => recordText(cast, slot, random));
        const raw = Buffer.from(`{"Records":[${records.join(",")}]}`);
        const zipped = gzipSync(raw);
        const path = join(
          folder,
          nameOf(slot, random.text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")),
        );
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, zipped);
        corpus.files += 1;
        corpus.records += count;
        corpus.rawBytes += raw.length;
        corpus.zippedBytes += zipped.length;
      }
    }
  }
  writeFileSync(join(folder, written), JSON.stringify(corpus));
  return corpus;
}

const written = "corpus.txt";

/** What was written there before, to the end. */
export function corpusOf(folder: string): Corpus | undefined {
  const file = join(folder, written);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Files are named for the end of their five minutes. */
function nameOf({ account, region, at }: Slot, unique: string): string {
  const id = accounts[account] ?? "";
  const delivered = new Date(at + slotMs).toISOString();
  const [day = "", time = ""] = delivered.split("T");
  const stamp = `${day.replaceAll("-", "")}T${time.slice(0, 5).replace(":", "")}Z`;
  return `AWSLogs/${id}/CloudTrail/${region}/${day.replaceAll("-", "/")}/${id}_CloudTrail_${region}_${stamp}_${unique}.json.gz`;
}
