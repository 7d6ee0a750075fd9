import type { Fields } from "./json.ts";

/** One thing that passed between the workspace and the app, as the inspector shows it. */
export interface JournalEntry {
  id: number;
  /** Rises with every entry and every change of one: ask for what came after. */
  seq: number;
  at: string;
  what: "call" | "delivery" | "connection" | "fault";
  /** A method, an event type, a command, an action id. */
  title: string;
  /** How it ended: `ok`, an error code, `acked`, a reason. Absent while it is under way. */
  outcome?: string;
  /** Refused, not acknowledged, or late. */
  bad?: boolean;
  /** Somebody asked for this fault. */
  injected?: boolean;
  ms?: number;
}

/** What was sent and what came back; kept apart, because it is long and seldom looked at. */
export interface JournalBody {
  sent?: unknown;
  answered?: unknown;
}

export interface Noted {
  end(outcome: string, more?: { bad?: boolean; injected?: boolean; ms?: number; answered?: unknown }): void;
}

const mostEntries = 400;

/** The last few hundred calls, deliveries, connections and faults, in memory only. */
export function createJournal(now: () => Date) {
  const entries: (JournalEntry & JournalBody)[] = [];
  let lastId = 0;
  let lastSeq = 0;

  function note(what: JournalEntry["what"], title: string, sent?: unknown): Noted {
    lastId += 1;
    lastSeq += 1;
    // A copy, because messages and payloads go on changing.
    const entry: JournalEntry & JournalBody = {
      id: lastId,
      seq: lastSeq,
      at: now().toISOString(),
      what,
      title,
      ...(sent !== undefined && { sent: structuredClone(sent) }),
    };
    entries.push(entry);
    if (entries.length > mostEntries) entries.shift();
    return {
      end(outcome, { answered, ...more } = {}) {
        lastSeq += 1;
        Object.assign(entry, { seq: lastSeq, outcome, ...more });
        if (answered !== undefined) entry.answered = structuredClone(answered);
      },
    };
  }

  return {
    note,
    since: (seq: number): JournalEntry[] =>
      entries.filter((each) => each.seq > seq).map(({ sent: _, answered: __, ...entry }) => entry),
    body(id: number): JournalBody | undefined {
      const found = entries.find((each) => each.id === id);
      return found === undefined ? undefined : { sent: found.sent, answered: found.answered };
    },
  };
}

export type Journal = ReturnType<typeof createJournal>;

/** Arguments without what must not be shown or is too long to read. */
export function shownArguments({ token: _, client_secret: __, ...args }: Fields): Fields {
  return args;
}
