/**
 * Whether what a question is about is recorded where it was put. Only `recorded` lets a zero mean zero; `partly` is
 * recorded for some of what was asked.
 */
export interface Recorded {
  state: "recorded" | "partly" | "not-recorded" | "cannot-tell";
  /** Whole sentences. They hold names from the account: foreign text. */
  reasons: string[];
  /** What would mend it, or show more; commands are text for people, never run here. */
  fix: RecordingFix[];
}

export interface RecordingFix {
  say: string;
  command?: string;
}

const beginnings: Record<Recorded["state"], string> = {
  recorded: "Nothing found, and such events are recorded here:",
  partly: "Nothing found, and not all of it is recorded here:",
  "not-recorded": "Not recorded here:",
  "cannot-tell": "Nothing found, and whether such events are recorded here cannot be told:",
};

const shownReasons = 4;

/** What stands in the place of "nothing found". */
export function describeRecorded({ state, reasons }: Pick<Recorded, "state" | "reasons">): string {
  const shown = reasons.slice(0, shownReasons);
  const rest = reasons.length - shown.length;
  return [beginnings[state], ...shown, ...(rest > 0 ? [`And ${rest} more.`] : [])].join(" ");
}

/** What several accounts, Regions or logs add up to. */
export function allRecorded(parts: readonly Recorded[]): Recorded {
  const states = new Set(parts.map(({ state }) => state));
  const [only] = states;
  const telling = parts.filter(({ state }) => state !== "recorded");
  const spoken = telling.length > 0 ? telling : parts;
  return {
    state: states.size === 1 && only ? only : mixed(states),
    reasons: unique(spoken.flatMap(({ reasons }) => reasons)),
    fix: uniqueFixes(spoken.flatMap(({ fix }) => fix)),
  };
}

function mixed(states: ReadonlySet<Recorded["state"]>): Recorded["state"] {
  return states.has("partly") || states.has("not-recorded") ? "partly" : "cannot-tell";
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

function uniqueFixes(fixes: readonly RecordingFix[]): RecordingFix[] {
  return [...new Map(fixes.map((fix) => [`${fix.say} ${fix.command}`, fix])).values()];
}
