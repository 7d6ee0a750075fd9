/** A file that cannot be read to its end; the message completes "left at the point where …". */
export class UnreadableFile extends Error {
  override name = "UnreadableFile";
}

/** All files together have reached what one question may read. */
export class ArchiveTooLarge extends Error {
  override name = "ArchiveTooLarge";
}
