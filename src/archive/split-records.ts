import { UnreadableFile } from "./unreadable-file.ts";

export interface SplitLimits {
  /** Bytes of one record. */
  recordBytes: number;
  /** Objects and arrays within one another. */
  depth: number;
}

const listKeys = new Set(["Records", "Events", "events"]);
const longestListKey = 8;

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d,
];
// Tab, line feed, carriage return, record separator, space, comma; and a byte order mark.
const between = new Set([0x09, 0x0a, 0x0d, 0x1e, 0x20, 0x2c, 0xef, 0xbb, 0xbf]);

/**
 * Cuts a stream of JSON bytes into its records without ever holding more than one: objects of a top-level array, of
 * a list under `Records` or `Events`, or one after another as in NDJSON. Only the nesting is looked at; whether a
 * record is JSON shows when it is parsed. Throws UnreadableFile for what cannot be cut.
 */
export function splitRecords(limits: SplitLimits, onRecord: (json: Buffer) => void) {
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** The depth inside the list whose elements are records; 0 for records one after another. */
  let listDepth = 0;
  let topIsObject = false;
  let lastText = "";
  let pieces: Buffer[] = [];
  let piecesLength = 0;
  let capturing = false;

  const drop = () => {
    capturing = false;
    pieces = [];
    piecesLength = 0;
  };
  const keep = (piece: Buffer) => {
    piecesLength += piece.length;
    if (piecesLength > limits.recordBytes) {
      throw new UnreadableFile(`a record is larger than ${limits.recordBytes} bytes`);
    }
    pieces.push(piece);
  };

  const push = (chunk: Buffer): void => {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        if (inString && depth === 1 && topIsObject && lastText.length < longestListKey) {
          lastText += String.fromCharCode(byte);
        }
        continue;
      }
      if (byte === quote) {
        inString = true;
        lastText = "";
        if (depth === 0) throw new UnreadableFile("it does not hold JSON objects");
      } else if (byte === openBrace) {
        if (depth === listDepth && !capturing) {
          capturing = true;
          start = at;
        }
        if (depth === 0) topIsObject = true;
        depth += 1;
      } else if (byte === openBracket) {
        if (depth === 0) {
          topIsObject = false;
          listDepth = 1;
        } else if (depth === 1 && topIsObject && listDepth === 0 && listKeys.has(lastText)) {
          drop();
          listDepth = 2;
        }
        depth += 1;
      } else if (byte === closeBrace || byte === closeBracket) {
        depth -= 1;
        if (depth < 0) throw new UnreadableFile("its brackets do not match");
        if (capturing && depth === listDepth) {
          keep(chunk.subarray(start, at + 1));
          const json = Buffer.concat(pieces);
          drop();
          onRecord(json);
        } else if (depth < listDepth) {
          // The list is over. What follows in an object that held one is not a record.
          listDepth = depth === 0 ? 0 : Number.POSITIVE_INFINITY;
        }
        if (depth === 0) listDepth = 0;
      } else if (depth === 0 && !between.has(byte)) {
        throw new UnreadableFile("it does not hold JSON objects");
      }
      if (depth > limits.depth) throw new UnreadableFile(`it is nested deeper than ${limits.depth}`);
    }
    if (capturing) keep(chunk.subarray(start));
  };

  const end = (): void => {
    if (depth > 0 || inString) throw new UnreadableFile("it is cut off");
  };

  return { push, end };
}
