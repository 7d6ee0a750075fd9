import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * Whether a request has one of the keys, in `x-cairn-key` or `authorization` (bare, or after `Bearer `). Two keys
 * are valid at once while one replaces the other. Digests are compared, so that time tells nothing about a key.
 */
export function createKeyCheck(keys: readonly string[]): (headers: IncomingHttpHeaders) => boolean {
  const known = keys.map(digest);
  return (headers) => {
    const given = [headers["x-cairn-key"], headers.authorization?.replace(/^Bearer /i, "")]
      .filter((text) => typeof text === "string")
      .map(digest);
    return given.map((each) => known.map((key) => timingSafeEqual(key, each)).includes(true)).includes(true);
  };
}
