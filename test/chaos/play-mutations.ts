import { drillOf } from "./drills/index.ts";
import type { Ground } from "./ground.ts";
import { mutatedPromises } from "./mutated-promises.ts";
import type { MutationName } from "./mutations.ts";

export interface Mutant {
  name: MutationName;
  promise: string;
  /** The drill passed with the mechanism in its place, and failed without. */
  seen: boolean;
  /** What was noticed. */
  fault: string;
}

/** Drills wait more than they work. */
const atATime = 4;

/** The drill for each must pass with the mechanism in its place, and fail without it. */
export async function playMutations(
  ground: Ground,
  names: readonly MutationName[],
  seed: number,
  say: (line: string) => void,
): Promise<Mutant[]> {
  const waiting = [...names];
  const mutants: Mutant[] = [];
  const hand = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const wish = { scenario: drillOf(name), backend: "postgres", seed, scale: 1 } as const;
      const sound = await ground.play(wish);
      const broken = await ground.play({ ...wish, mutation: name });
      const holds = sound.outcome.faults.length === 0;
      const noticed = broken.outcome.faults.length > 0 && !broken.outcome.unfinished;
      const fault = broken.outcome.faults[0] ?? "nobody noticed";
      mutants.push({ name, promise: mutatedPromises[name], seen: holds && noticed, fault });
      const seconds = (sound.seconds + broken.seconds).toFixed(0);
      say(`${holds && noticed ? "ok" : "FAILED"}  without ${name}, ${seconds} s: ${fault}`);
      for (const wrong of sound.outcome.faults) say(`    with it in its place: ${wrong}`);
      if (broken.outcome.unfinished) say("    it did not come to its end, which proves nothing");
    }
  };
  await Promise.all(Array.from({ length: atATime }, hand));
  return mutants.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
}
