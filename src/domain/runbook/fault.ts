import { InputError } from "../errors.ts";
import { visible } from "../text/visible.ts";

/** Something a runbook's author must mend. The message says what is wrong and how to put it right. */
export interface Fault {
  file: string;
  line: number;
  message: string;
}

/** One line, whatever the file holds: a runbook that is being reviewed may be a stranger's. */
export const formatFault = ({ file, line, message }: Fault): string =>
  `${visible(file, 500)}:${line}: ${visible(message, 600)}`;

/** All that is wrong with one runbook, in order of lines. */
export class RunbookError extends InputError {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(formatFault).join("\n"));
    this.faults = faults;
  }
}

/** ` Did you mean "queue"?` when one of the known words is near, else nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return nearest ? ` Did you mean "${nearest.candidate}"?` : "";
}

function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8 || a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? Number.POSITIVE_INFINITY;
}
