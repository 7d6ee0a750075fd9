import type { World } from "./world.ts";

const tierNames: Record<number, string> = { 1: "1", 20: "2", 50: "3", 100: "4", 600: "special" };

/** Counts calls for the report: by method, by tier, and the busiest minute of each method. */
export function createCallCount() {
  const recent = new Map<string, number[]>();
  return function count({ tally, clock }: World, method: string, perMinute: number | undefined): void {
    tally.calls[method] = (tally.calls[method] ?? 0) + 1;
    const tier = perMinute === undefined ? "none" : (tierNames[perMinute] ?? "none");
    tally.tiers[tier] = (tally.tiers[tier] ?? 0) + 1;
    if (perMinute === undefined) return;
    const now = clock.now().getTime();
    const lastMinute = [...(recent.get(method) ?? []).filter((at) => now - at < 60_000), now];
    recent.set(method, lastMinute);
    const most = Math.max(lastMinute.length, tally.busiest[method]?.calls ?? 0);
    tally.busiest[method] = { calls: most, perMinute };
  };
}
