import type { AccessRecord } from "../domain/access-log/access-record.ts";
import type { LineContext } from "../domain/access-log/line-context.ts";
import { type AccessFormat, type LineReading, readAccessLine } from "../domain/access-log/read-line.ts";
import { type ByteBudget, pourFile } from "./pour-file.ts";
import { splitLines } from "./split-lines.ts";
import { splitRecords } from "./split-records.ts";
import { whyUnreadable } from "./unreadable-file.ts";

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
  context: { limits: AccessFileLimits; budget: ByteBudget; signal: AbortSignal },
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
    await pourFile(path, { ...context, fileBytes: context.limits.fileBytes }, splitter.push);
    splitter.end();
  } catch (error) {
    context.signal.throwIfAborted();
    reading.stoppedBecause = whyUnreadable(error);
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
