import { type Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../log.ts";

/** The libraries' own lines as ours: constant messages, theirs as a field. They never log at debug: that holds tokens. */
export function boltLogger(log: Log): Logger {
  const said = (parts: unknown[]) => ({ said: parts.map(String).join(" ").slice(0, 1_000) });
  return {
    debug() {},
    info: (...parts) => log.debug(said(parts), "Slack library"),
    warn: (...parts) => log.warn(said(parts), "Slack library"),
    error: (...parts) => log.warn(said(parts), "Slack library met an error"),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  };
}
