import { createHash } from "node:crypto";

/** Binds a page token to what was asked, so that it is worth nothing for another question. */
export function writePageToken(asked: unknown, place: object): string {
  return Buffer.from(JSON.stringify({ ...place, asked: fingerprint(asked) })).toString("base64url");
}

/** The place inside the token, or undefined when it is foreign, broken or belongs to another question. */
export function readPageToken(asked: unknown, token: string): Record<string, unknown> | undefined {
  try {
    const { asked: bound, ...place } = JSON.parse(Buffer.from(token, "base64url").toString());
    return bound === fingerprint(asked) ? place : undefined;
  } catch {
    return undefined;
  }
}

function fingerprint(asked: unknown): string {
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex").slice(0, 24);
}
