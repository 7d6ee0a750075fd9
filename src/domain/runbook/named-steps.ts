/** A step as people may name it: by its number, its id or its title, or how these begin. */
export interface NameableStep {
  id: string;
  title: string;
  /** Absent until it is due. */
  number?: number;
}

export interface NamedSteps<S extends NameableStep> {
  /** Those that may be meant; one when it is clear. */
  steps: S[];
  /** The words that named them; empty when none did. */
  named: string;
  /** What stands behind them. */
  rest: string;
}

/** The steps that the beginning of a text names: as many of its words as name any. */
export function namedSteps<S extends NameableStep>(text: string, all: readonly S[]): NamedSteps<S> {
  const words = text.trim().replace(/^step\s+/i, "");
  const [, number, behind = ""] = /^#?(\d{1,4})[.:,]?(?:\s+(.*))?$/s.exec(words) ?? [];
  if (number !== undefined) {
    const steps = all.filter((each) => each.number === Number(number));
    return { steps, named: number, rest: behind.trim() };
  }
  const [, quoted, after = ""] = /^["“](.+?)["”]\s*(.*)$/s.exec(words) ?? [];
  if (quoted !== undefined) return { steps: calledSo(quoted, all), named: quoted, rest: after.trim() };
  for (const end of ends(words)) {
    const named = words.slice(0, end).replace(/[.:,]$/, "");
    const steps = calledSo(named, all);
    if (steps.length > 0) return { steps, named, rest: words.slice(end).trim() };
  }
  return { steps: [], named: "", rest: words };
}

const mostWords = 30;

/** Where its words end, the last one first. */
const ends = (text: string): number[] =>
  [...text.matchAll(/\S+/g)]
    .slice(0, mostWords)
    .map(({ index, 0: word }) => index + word.length)
    .reverse();

function calledSo<S extends NameableStep>(name: string, all: readonly S[]): S[] {
  const wanted = plain(name);
  if (wanted === "") return [];
  const exact = all.filter(({ id, title }) => plain(id) === wanted || plain(title) === wanted);
  if (exact.length > 0) return exact;
  // A letter or two begin too much to be a name.
  if (wanted.length < 3) return [];
  return all.filter(({ id, title }) => plain(id).startsWith(wanted) || plain(title).startsWith(wanted));
}

const plain = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, " ");
