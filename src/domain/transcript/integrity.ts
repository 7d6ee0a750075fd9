import { createHash } from "node:crypto";
import { canonicalJson, chainFault } from "../timeline/audit.ts";
import type { TimelineAction } from "../timeline/timeline.ts";
import type { TranscriptRecord } from "./document.ts";

/** SHA-256 of the canonical JSON of the record, hex: printed in every format. */
export const recordHash = (record: TranscriptRecord): string =>
  createHash("sha256").update(canonicalJson(record)).digest("hex");

/** What holds of the chain, in words; `fault` when it does not. */
export function chainWords({ incident, timeline }: TranscriptRecord): { fault?: string; words: string } {
  const fault = chainFault(
    timeline.map((entry) => ({
      ...entry,
      incidentId: incident.id,
      at: new Date(entry.at),
      action: entry.action as TimelineAction,
    })),
  );
  const words = `${timeline.length} entries, chained; the last hash is`;
  return fault === undefined ? { words } : { fault, words };
}
