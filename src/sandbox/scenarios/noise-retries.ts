import { later } from "./noise-act.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./story-call.ts";

/** The call, throttled first with this probability: tried again after a growing pause until it works. */
export function withRetries(
  call: StoryCall,
  { random, throttled, error }: { random: SeededRandom; throttled: number; error: StoryCall["error"] },
): StoryCall[] {
  const calls: StoryCall[] = [];
  let at = call.at;
  for (let pause = 1; pause < 8 && random.chance(throttled * pause); pause *= 2) {
    calls.push({ ...call, at, error });
    at = later(at, pause);
  }
  return [...calls, { ...call, at }];
}
