import { plainText } from "../text/text.ts";
import { chainStart, entryHash, rowsHash } from "../timeline/audit.ts";
import { describeEntry, timelineActions } from "../timeline/describe-entry.ts";
import { threadFaults, threadReach } from "../timeline/thread-chain.ts";
import type { TimelineAction } from "../timeline/timeline.ts";
import { documentForm, type TranscriptEntry, type TranscriptRecord, type TranscriptRun } from "./document.ts";
import { beforeChain, recordHash, threadOf, versionsOf } from "./integrity.ts";

export interface Verified {
  /** What does not hold, and where; none when all of it holds. */
  faults: string[];
  /** What holds and yet is less than all: what the chains cannot tell about. */
  remarks: string[];
  /** Absent when it is no transcript that can be read. */
  record?: TranscriptRecord;
  sha256?: string;
}

const faultsTold = 20;

/**
 * Checks a JSON export by itself: its shape, the hash over all of it, the chain of its timeline, the chain of its
 * thread's messages, which the timeline holds fast, and the hash of every answer's rows. It cannot tell whether an export was replaced as a whole: for this compare its hash with one that was
 * kept elsewhere.
 */
export function verifyTranscript(text: string): Verified {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return {
      faults: ["This is no JSON. Verify the JSON export: cairn transcript INC-42 --format json."],
      remarks: [],
    };
  }
  const parsed = documentForm.safeParse(json);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${whereIs(path)}: ${message}`);
    const more = issues.length - faultsTold;
    return {
      faults: [...issues.slice(0, faultsTold), ...(more > 0 ? [`and ${more} more.`] : [])],
      remarks: [],
    };
  }
  const { record, sha256 } = parsed.data;
  const found = recordHash(record);
  return {
    faults: [
      ...(found === sha256
        ? []
        : [`sha256: the record has changed. It says ${sha256}, but the record's own is ${found}.`]),
      ...chainFaults(record),
      ...threadFaults(threadOf(record)),
      ...record.timeline.flatMap(wordFaults),
      ...record.runs.flatMap(runFaults),
    ],
    remarks: threadRemarks(record),
    record,
    sha256,
  };
}

const whereIs = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .slice(1) || "It";

/** Each entry is held against the one that stands before it, so that one change is told once. */
function chainFaults({ incident, timeline }: TranscriptRecord): string[] {
  let before = chainStart;
  return timeline.flatMap((entry, at) => {
    const previous = before;
    before = entry.hash;
    const expected = (timeline[at - 1]?.seq ?? 0) + 1;
    if (entry.seq !== expected)
      return [`Entry ${expected} is missing, or out of its place: entry ${entry.seq} comes instead.`];
    const hash = entryHash(previous, {
      ...entry,
      incidentId: incident.id,
      at: new Date(entry.at),
      action: entry.action as TimelineAction,
    });
    return hash === entry.hash
      ? []
      : [`Entry ${entry.seq} (${entry.action}, ${entry.at}) was changed: its hash does not fit.`];
  });
}

/** The chain covers what an entry holds; its sentence is derived from that, so it is derived again. */
function wordFaults({ seq, action, body, text }: TranscriptEntry): string[] {
  const known = timelineActions.find((each) => each === action);
  if (known === undefined)
    return [
      `Entry ${seq} is a ${action}, which this version of Cairn does not know: verify it with a newer one.`,
    ];
  if (plainText(describeEntry({ action: known, body })) === text) return [];
  return [`Entry ${seq}: its text is not what its body says (or another version of Cairn worded it).`];
}

function threadRemarks(record: TranscriptRecord): string[] {
  const thread = threadOf(record);
  const { links, loose } = threadReach(thread);
  return [
    ...(loose > 0
      ? [
          `${loose} of ${versionsOf(links)} came after the last entry of the timeline: no entry holds them fast yet, so that nobody could tell if somebody left them out and put the rest right.`,
        ]
      : []),
    ...beforeChain(thread).map((words) => `${words}.`),
  ];
}

function runFaults({ id, title, columns, rows, rowCount, rowsHash: told }: TranscriptRun): string[] {
  if (told === null) return [];
  const where = `The rows of “${title}” (${id})`;
  const hash = rowsHash(columns, rows);
  return [
    ...(hash === told ? [] : [`${where} were changed: they say ${told}, but are ${hash}.`]),
    ...(rowCount === rows.length ? [] : [`${where} are ${rows.length}; ${rowCount ?? "none"} were kept.`]),
  ];
}
