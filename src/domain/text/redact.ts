import type { Cell } from "../query/query.ts";

export const redactedMark = "[redacted]";
const hiddenByAws = "HIDDEN_DUE_TO_SECURITY_REASONS";
const maxNesting = 64;

// Names under which records, requests and headers carry secrets, in whatever spelling; ids of keys stay.
const secretName =
  /^(?:session_?token|security_?token|x-amz-security-token|(?:aws_?)?secret_?access_?key|secret_?string|secret_?binary|secret_?key|\w*secret|(?:\w*_)?password|\w*password|passwd|passphrase|private_?key(?:_?\w*)?|key_?material|user_?data|environment|environment_?variables?|parameter_?value|authorization|proxy-authorization|cookie|set-cookie|x-api-key|auth_?token|access_?token|refresh_?token|id_?token|bearer_?token|web_?identity_?token|saml_?assertion|api_?key_?value|credentials_?token|token_?code|authentication_?code\d?|plaintext|token)$/i;

// Of a pair such as { name: "DB_PASSWORD", value: "…" }.
const pairName = /^(?:name|key|parameter_?(?:key|name)|header)$/i;
const pairValue = /^(?:value|parameter_?value|string_?value)$/i;
const pairSecret = /passw|secret|token|private_?key|api_?key|credential|authorization|cookie/i;

// Digests look as random as keys, and tell one version of a thing from the next.
const digestName = /(?:sha256|sha1|md5|hash|digest|checksum|fingerprint|etag|x-amz-id-2)$/i;

/** The classes of secrets that are known by their look, wherever they stand. The fuzz plants one of each. */
const secretInText: readonly RegExp[] = [
  // STS session tokens of all kinds in use.
  /(?:IQoJ|FwoG|FQoG)[A-Za-z0-9+/=_%-]{20,}/g,
  // JSON web tokens.
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
  // Keys in PEM, and what was cut off in the middle.
  /-----BEGIN [A-Z ]{1,40}-----[\s\S]*?(?:-----END [A-Z ]{1,40}-----|$)/g,
  // Slack, GitHub, GitLab, npm, Stripe, Google.
  /(?<![A-Za-z0-9])(?:xox[a-z]|xapp)-[\w-]{8,}/g,
  /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_[A-Za-z0-9]{30,}|[srp]k_live_\w{12,}|AIza[\w-]{30,})/g,
];

const named =
  "passw(?:or)?d|pwd|passphrase|secret_?access_?key|client_?secret|private_?key|api_?key|(?:session|security|access|refresh|auth|id|bearer)_?token|token|signature|sig";
const value = String.raw`\s{0,3}["']?)[^\s&,;"'\\]{4,}`;
const jsonNamed =
  "[\\w-]{0,40}password|[\\w-]{0,40}secret|session_?token|security_?token|access_?token|refresh_?token|id_?token|auth_?token|token|secret_?access_?key|secret_?string|user_?data|private_?key|authorization|x-api-key|cookie";

// The name stays, so that a reader sees what was there.
const namedSecretInText: readonly RegExp[] = [
  /(X-Amz-(?:Signature|Security-Token)(?:=|%3D))[^&\s"']+/gi,
  new RegExp(`((?<![A-Za-z0-9])[\\w.-]{0,40}(?:${named})(?:\\s{0,3}=|%3D)${value}`, "gi"),
  // Names in ARNs end in a colon too: reset-password:7 is an alias of a function.
  new RegExp(`((?<![\\w.:/-])[\\w.-]{0,40}(?:${named})\\s{0,3}:${value}`, "gi"),
  // With a colon it is part of every Secrets Manager ARN.
  /((?<![A-Za-z0-9])[\w.-]{0,40}secret\s{0,3}=\s{0,3}["']?)[^\s&,;"'\\]{4,}/gi,
  // JSON, and JSON inside a text of JSON.
  new RegExp(`(\\\\*"(?:${jsonNamed})\\\\*"\\s*:\\s*\\\\*")[^"\\\\]+`, "gi"),
  /(\bBearer\s+)[A-Za-z0-9._~+/=-]{8,}/g,
  /(\bauthorization["\\]*\s{0,3}[:=]\s{0,3}["\\]*(?:[A-Za-z]{2,20}\s{1,3})?)[^\s"'\\,]{6,}/gi,
  /(\b(?:Cookie|Set-Cookie|x-api-key|X-Auth-Token)\s{0,3}:\s{0,3})[^\r\n"\\]{4,}/gi,
  // user:password@ in an address.
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"']{0,80}:)[^\s/@"']{1,200}(?=@)/gi,
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
  const entries = Object.entries(value);
  const isSecretPair = entries.some(
    ([name, inner]) => pairName.test(name) && typeof inner === "string" && pairSecret.test(inner),
  );
  return Object.fromEntries(
    entries.map(([name, inner]) => [
      name,
      isSecretPair && pairValue.test(name) && inner !== hiddenByAws
        ? redactedMark
        : redactRecord(inner, name, nesting - 1),
    ]),
  );
}

/** A copy with the secrets in its texts dropped, whatever these are called: for what people wrote and alarms told. */
export function redactTexts<Value>(value: Value): Value;
export function redactTexts(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((element) => redactTexts(element));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [redactText(name), redactTexts(inner)]),
  );
}

function isSecretPath(path: string): boolean {
  return path.split(/[.()[\]]/).some((name) => secretName.test(name));
}

/** Drops what looks like a secret from a text and leaves the rest as it was. */
export function redactText(text: string, mayLookRandom = false): string {
  const once = redactPlain(text, mayLookRandom);
  if (!/%[0-9a-f]{2}/i.test(once)) return once;
  // What an address spells out hides names and quotes from us; it is shown so only where there was a secret.
  const spelled = once.replace(/(?:%[0-9a-f]{2})+/gi, unescaped);
  const twice = redactPlain(spelled, mayLookRandom);
  return twice === spelled ? once : twice;
}

function unescaped(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run;
  }
}

function redactPlain(text: string, mayLookRandom: boolean): string {
  const inside = redactJson(text);
  const bare = secretInText.reduce((rest, secret) => rest.replace(secret, redactedMark), inside);
  const told = namedSecretInText.reduce((rest, secret) => rest.replace(secret, `$1${redactedMark}`), bare);
  if (mayLookRandom) return told;
  return told
    .replace(secretKeyLength, (run) => (looksRandom(decoded(run), 0.3) ? redactedMark : run))
    .replace(longRun, (run) => (looksRandom(decoded(run), 0.4) ? redactedMark : run));
}

// A secret access key has exactly 40 characters: for these less is enough to look random.
const secretKeyLength = /(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/]|%2[BF]){40}(?![A-Za-z0-9+/=_-])/gi;
const longRun = /(?:[A-Za-z0-9+/=_-]|%2[BF]|%3D){40,}/gi;

/** In addresses the signs of base64 are encoded. */
const decoded = (run: string): string => run.replace(/%(?:2[BF]|3D)/gi, "+");

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
