import type { Cell } from "./query/query.ts";

export { visible } from "./visible.ts";

export const redactedMark = "[redacted]";
const hiddenByAws = "HIDDEN_DUE_TO_SECURITY_REASONS";
const maxNesting = 64;

// Names under which CloudTrail records carry secrets, in whatever spelling; key ids are identifiers and stay.
const secretName =
  /^(?:session_?token|security_?token|x-amz-security-token|(?:aws_?)?secret_?access_?key|secret_?string|secret_?binary|secret_?key|client_?secret|(?:\w*_)?password|\w*password|passphrase|private_?key(?:_?\w*)?|key_?material|user_?data|environment|environment_?variables?|authorization|auth_?token|access_?token|refresh_?token|id_?token|api_?key_?value|credentials_?token|plaintext|token)$/i;

// Digests look as random as keys, and tell one version of a thing from the next.
const digestName = /(?:sha256|sha1|md5|hash|digest|checksum|fingerprint|etag|x-amz-id-2)$/i;

const secretInText: readonly RegExp[] = [
  // STS session tokens of all kinds in use.
  /(?:IQoJ|FwoG|FQoG)[A-Za-z0-9+/=_%-]{20,}/g,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
  /-----BEGIN [A-Z ]{1,40}-----[\s\S]*?(?:-----END [A-Z ]{1,40}-----|$)/g,
];

// The name stays, so that a reader sees what was there.
const namedSecretInText: readonly RegExp[] = [
  /(X-Amz-(?:Signature|Security-Token)(?:=|%3D))[^&\s"']+/gi,
  /(\b(?:password|passwd|pwd|session_?token|access_?token|api_?key|client_?secret)\s{0,3}[=:]\s{0,3})[^\s&,;"']{4,}/gi,
  // With a colon it is part of every Secrets Manager ARN.
  /(\bsecret\s{0,3}=\s{0,3})[^\s&,;"']{4,}/gi,
  /("(?:\w*password|session_?token|secret_?access_?key|secret_?string|client_?secret|user_?data|private_?key)"\s*:\s*")[^"]*/gi,
  /(\bBearer\s+)[A-Za-z0-9._~+/=-]{8,}/g,
];

/**
 * Drops secrets from one value before it is kept or leaves; identifiers (key ids, ARNs, addresses) stay whole.
 * `path` is where the value stood, as a secret may be known by its name only.
 */
export function redactCell(cell: Cell, path = ""): Cell {
  if (cell === null || typeof cell === "boolean") return cell;
  if (isSecretPath(path)) return cell === hiddenByAws || cell === "" ? cell : redactedMark;
  return typeof cell === "string" ? redactText(cell, digestName.test(path)) : cell;
}

/** A copy of anything JSON can hold, with its secrets dropped. `path` is where it stood. */
export function redactRecord(value: unknown, path = "", nesting = maxNesting): unknown {
  if (nesting === 0) return redactedMark;
  if (typeof value === "string" || typeof value === "number") return redactCell(value, path);
  if (typeof value !== "object" || value === null) return value;
  if (isSecretPath(path)) return Object.keys(value).length === 0 ? value : redactedMark;
  if (Array.isArray(value)) return value.map((element) => redactRecord(element, path, nesting - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, redactRecord(inner, name, nesting - 1)]),
  );
}

function isSecretPath(path: string): boolean {
  return path.split(/[.()[\]]/).some((name) => secretName.test(name));
}

/** Drops what looks like a secret from a text and leaves the rest as it was. */
export function redactText(text: string, mayLookRandom = false): string {
  const inside = redactJson(text);
  const bare = secretInText.reduce((rest, secret) => rest.replace(secret, redactedMark), inside);
  const named = namedSecretInText.reduce((rest, secret) => rest.replace(secret, `$1${redactedMark}`), bare);
  if (mayLookRandom) return named;
  return named
    .replace(secretKeyLength, (run) => (looksRandom(run, 0.3) ? redactedMark : run))
    .replace(/[A-Za-z0-9+/=_-]{40,}/g, (run) => (looksRandom(run, 0.4) ? redactedMark : run));
}

// A secret access key has exactly 40 characters: for these less is enough to look random.
const secretKeyLength = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])/g;

/** Policies and the like are JSON in a text: judged by their names, and untouched when nothing was found. */
function redactJson(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  const before = JSON.stringify(value);
  const after = JSON.stringify(redactRecord(value));
  return after === before ? text : after;
}

/**
 * Base64 goes from lower case to upper case to digit all the time. Names made of words, whatever stands between
 * these, and hexadecimal digests do not. `changing` is the share of characters that are of another kind than the last.
 */
function looksRandom(run: string, changing: number): boolean {
  if (!/[a-z]/.test(run) || !/[A-Z]/.test(run) || !/\d/.test(run)) return false;
  const letters = run.replace(/[+/=_-]/g, "");
  let changes = 0;
  for (let at = 1; at < letters.length; at += 1) {
    if (kindOf(letters.charCodeAt(at)) !== kindOf(letters.charCodeAt(at - 1))) changes += 1;
  }
  return changes / letters.length > changing && entropyOf(run) > 4;
}

function kindOf(code: number): number {
  if (code >= 97) return 0;
  return code >= 65 ? 1 : 2;
}

/** Bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** `AKIA…MPLE` for showing; the record keeps keys whole. What is no access key id comes back as it was. */
export function shortenKey(key: string): string {
  return shortenKeys(key);
}

/** Shortens every access key id in a text. */
export function shortenKeys(text: string): string {
  return text.replace(/((?:AKIA|ASIA))[A-Z0-9]{12,}([A-Z0-9]{4})/g, "$1…$2");
}
