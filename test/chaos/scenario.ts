import type { Order } from "./order.ts";
import type { Seeded } from "./seeded.ts";
import type { Backend, World, WorldOptions } from "./world.ts";

export interface Stage {
  backend: Backend;
  random: Seeded;
  /** 1 for the short run; the full one repeats with other seeds and larger numbers. */
  scale: number;
  open(
    wish?: Partial<Pick<WorldOptions, "speed" | "channels" | "settings" | "delivery" | "acts">>,
  ): Promise<World>;
  /** Where a picture of what people see is wanted, of scenarios that have one. */
  picture?: string;
  /** For every Cairn of this scenario. */
  order: Partial<Order>;
}

/** What a scenario measured. Counts are added up over runs, times are kept one by one; in milliseconds. */
export interface Figures {
  counts: Record<string, number>;
  times: Record<string, number[]>;
}

export interface Outcome {
  /** What did not hold. */
  faults: string[];
  figures: Figures;
  /** It broke off, so that nothing can be said. */
  unfinished?: boolean;
}

export interface Scenario {
  name: string;
  /** Of reliability's promises. */
  promises: string[];
  what: string;
  /** It kills the PostgreSQL of everybody, or measures times: nothing is played beside it. */
  alone?: boolean;
  run(stage: Stage): Promise<Outcome>;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until it is so. Throws when it is not within this time. */
export async function until(
  what: string,
  withinMs: number,
  isSo: () => Promise<boolean> | boolean,
): Promise<number> {
  const began = performance.now();
  while (!(await isSo())) {
    if (performance.now() - began > withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await pause(25);
  }
  return performance.now() - began;
}
