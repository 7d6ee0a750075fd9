import { createHash } from "node:crypto";
import { canonicalJson, chainFault } from "../timeline/audit.ts";
import { type ThreadToCheck, threadFaults, threadReach } from "../timeline/thread-chain.ts";
import type { TimelineAction } from "../timeline/timeline.ts";
import type { TranscriptRecord } from "./document.ts";

/** SHA-256 of the canonical JSON of the record, hex: printed in every format. */
export const recordHash = (record: TranscriptRecord): string =>
  createHash("sha256").update(canonicalJson(record)).digest("hex");

export interface ChainWords {
  /** When it does not hold. */
  fault?: string;
  words: string;
  /** What is chained of the thread's messages, and what is not; absent where nothing is. */
  thread?: { words: string; hash: string | null };
}

/** What holds of the chains, in words; `fault` when it does not. */
export function chainWords(record: TranscriptRecord): ChainWords {
  const { incident, timeline } = record;
  const thread = threadOf(record);
  const fault =
    chainFault(
      timeline.map((entry) => ({
        ...entry,
        incidentId: incident.id,
        at: new Date(entry.at),
        action: entry.action as TimelineAction,
      })),
    ) ?? threadFaults(thread)[0];
  return {
    ...(fault === undefined ? {} : { fault }),
    words: `${timeline.length} entries, chained; the last hash is`,
    // Without links it is told as before there were any, so that what was rendered then is still found the same.
    ...(threadReach(thread).links === 0 ? {} : { thread: threadWords(thread) }),
  };
}

/** An export's messages as they were chained: each version by itself. */
export const threadOf = ({ incident, timeline, messages, threadHead }: TranscriptRecord): ThreadToCheck => ({
  incidentId: incident.id,
  versions: messages.flatMap(({ channel, ts, threadTs, author, at, versions }) =>
    versions.map(({ kind, at: changedAt, text, link }) => ({
      ...{ channel, ts, author, kind, text, at: new Date(at), changedAt: new Date(changedAt) },
      ...(threadTs === null ? {} : { threadTs }),
      revision: link?.revision ?? kind,
      ...(link && { link }),
    })),
  ),
  head: threadHead,
  entries: timeline,
});

export const versionsOf = (count: number): string =>
  count === 1 ? "1 version of a message" : `${count} versions of messages`;

/** What of a thread was kept before its messages were chained, and what covers it. */
export function beforeChain(thread: ThreadToCheck): string[] {
  const { links, unlinked } = threadReach(thread);
  if (unlinked === 0) return [];
  const covered =
    links === 0
      ? "; only the hash of the record covers them"
      : `, which begins with ${unlinked === 1 ? "it" : "them"}`;
  return [`${versionsOf(unlinked)}: kept before there was a chain of them${covered}`];
}

function threadWords(thread: ThreadToCheck): { words: string; hash: string | null } {
  const { links, loose } = threadReach(thread);
  const last = thread.versions.flatMap(({ link }) => link ?? []).sort((a, b) => b.seq - a.seq)[0];
  const words = [
    `${versionsOf(links)}, chained`,
    ...(loose > 0 ? [`${loose} of them after the last entry, held fast by no entry yet`] : []),
    ...beforeChain(thread),
  ];
  return { words: `${words.join("; ")}${last ? "; the last hash is" : ""}`, hash: last?.hash ?? null };
}
