import type { BrokenStep } from "./broken-step.ts";
import { isOutsideFact } from "./facts.ts";
import { suggestion } from "./fault.ts";
import { ownPath } from "./own-path.ts";
import type { Refuse } from "./refusals.ts";
import type { Step } from "./schema.ts";

/** Names that inputs and earlier steps bring; undefined when that is not known, so that none can be called unknown. */
export type KnownNames = ReadonlySet<string> | undefined;

/** `step` is given where its own answer may be spoken of too. */
export function checkPaths(
  paths: readonly string[],
  known: KnownNames,
  refuse: Refuse,
  step?: Step | BrokenStep,
): void {
  for (const path of new Set(paths)) {
    if (isOutsideFact(path) || known?.has(path) || known?.has(path.replace(/\.(from|to)$/, ""))) continue;
    const own = step && ownPath(path, step);
    if (own === true || (own === undefined && !known)) continue;
    const quotes = step && /^[\w-]+$/.test(path) ? " Text stands in quotes." : "";
    const unknown = `Nothing provides "${path}": no input, alarm or earlier step sets it.`;
    refuse(own ?? `${unknown}${suggestion(path, [...(known ?? [])])}${quotes}`, path);
  }
}
