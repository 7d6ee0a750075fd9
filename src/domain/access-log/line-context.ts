import type { Network } from "../query/network.ts";

/** What is known about a line beside its text. */
export interface LineContext {
  /** Networks of our own proxies, whose X-Forwarded-For entries are believed. */
  trusted: readonly Network[];
  /** When the line was written, for lines that do not say when the request came in. */
  writtenAt?: Date;
}
