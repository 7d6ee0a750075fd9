import type { TrailRecord } from "./trail-record.ts";

/** Every session token in the records, once. */
export function sessionTokens(records: readonly TrailRecord[]): string[] {
  const tokens = new Set<string>();
  for (const { responseElements } of records) {
    const { credentials } = (responseElements ?? {}) as { credentials?: { sessionToken: string } };
    if (credentials) tokens.add(credentials.sessionToken);
  }
  return [...tokens];
}
