import type { Outcome } from "./scenario.ts";
import type { Backend } from "./world.ts";

/** One scenario, played once. */
export interface RunRecord {
  scenario: string;
  what: string;
  promises: readonly string[];
  backend: Backend;
  seed: number;
  outcome: Outcome;
  seconds: number;
}
