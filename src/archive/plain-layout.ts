import { standsAt } from "./find-text.ts";

/** How CloudTrail begins every record. In JSON these bytes can only be the start of an object: no string holds `{"`. */
export const recordStart = Buffer.from('{"eventVersion"');
const fileStart = Buffer.from('{"Records":[{"eventVersion"');
const fileEnd = Buffer.from("}]}");
export const firstRecordAt = 12;

const escapedCode = Buffer.from("\\u00");
const escapedSlash = Buffer.from("\\/");

/**
 * Whether a file is written as CloudTrail writes its files: compact, in one piece, and every letter as itself. Only
 * then do its bytes tell anything about the texts and keys in it. An escaped slash is looked for when it matters.
 */
export function isPlain(raw: Buffer, slashMatters: boolean): boolean {
  return (
    standsAt(raw, 0, fileStart) &&
    standsAt(raw, raw.length - fileEnd.length, fileEnd) &&
    hasPlainLetters(raw) &&
    (!slashMatters || raw.indexOf(escapedSlash) === -1)
  );
}

/** Escapes that AWS writes: controls, quotes, and what could mean something in HTML. */
const usualEscapes = new Set([
  ...Array.from({ length: 0x20 }, (_, code) => code),
  0x22,
  0x26,
  0x27,
  0x3c,
  0x3d,
  0x3e,
  0x5c,
]);

function hasPlainLetters(raw: Buffer): boolean {
  for (let at = raw.indexOf(escapedCode); at !== -1; at = raw.indexOf(escapedCode, at + 1)) {
    const code = hexDigit(raw[at + 4]) * 16 + hexDigit(raw[at + 5]);
    if (code < 0x7f && !usualEscapes.has(code)) return false;
  }
  return true;
}

function hexDigit(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}
