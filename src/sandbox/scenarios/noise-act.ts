import type { SeededRandom } from "./seeded-random.ts";
import type { StoryCall } from "./trail-record.ts";

/** What one of the crowd does at one moment. */
export type Act = (scene: { at: Date; accountId: string; random: SeededRandom }) => StoryCall[];

export function later(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}
