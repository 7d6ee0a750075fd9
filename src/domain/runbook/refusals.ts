import { InputError } from "../errors.ts";
import type { Fault } from "./fault.ts";

/** Says what is wrong; `about` is a piece of text that leads to the very line. */
export type Refuse = (message: string, about?: string) => void;

/** Where to look for what a fault is about: from a line on, up to the next step; then in the shared file. */
export interface Place {
  file: string;
  line: number;
  /** The shared file that a step comes from. */
  shared?: string;
}

/** Faults of files whose texts are given, by file. */
export function refusalsIn(texts: ReadonlyMap<string, string>, faults: Fault[]): (place: Place) => Refuse {
  const linesOf = (file: string): string[] => texts.get(file)?.split("\n") ?? [];
  const lineOf = (file: string, from: number, about: string): number | undefined => {
    const lines = linesOf(file);
    const next = lines.findIndex((text, at) => at >= from && text.startsWith("## "));
    const found = lines
      .slice(0, next === -1 ? undefined : next)
      .findIndex((text, at) => at >= from - 1 && text.includes(about));
    return found === -1 ? undefined : found + 1;
  };
  return ({ file, line, shared }) =>
    (message, about) => {
      const own = about === undefined ? undefined : lineOf(file, line, about);
      const headings = shared === undefined ? [] : linesOf(shared);
      const start = headings.findIndex((text) => text.startsWith("## ")) + 1;
      const there =
        shared === undefined || about === undefined || own !== undefined
          ? undefined
          : lineOf(shared, start, about);
      faults.push(
        shared !== undefined && there !== undefined
          ? { file: shared, line: there, message: `${message} (Used by ${file}, line ${line}.)` }
          : { file, line: own ?? line, message },
      );
    };
}

/** What a check throws becomes a fault. */
export function guarded(refuse: Refuse, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    refuse(error.message);
  }
}
