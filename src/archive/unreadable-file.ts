/** A file that cannot be read to its end; the message completes "left at the point where …". */
export class UnreadableFile extends Error {
  override name = "UnreadableFile";
}

/** All files together have reached what one question may read. */
export class ArchiveTooLarge extends Error {
  override name = "ArchiveTooLarge";
}

/** Faults of a file, in words that complete the same; faults of ours rise. */
export function whyUnreadable(error: unknown): string {
  if (error instanceof UnreadableFile) return error.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("Z_")) return "it is not gzip, or cut off";
  if (/^E[A-Z]+$/.test(code)) return `it cannot be opened (${code})`;
  throw error;
}
