import type { SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./story-call.ts";

export interface Scene {
  at: Date;
  accountId: string;
  random: SeededRandom;
}

/** What one of the crowd does at one moment. */
export type Act = (scene: Scene) => StoryCall[];

export function later(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}
