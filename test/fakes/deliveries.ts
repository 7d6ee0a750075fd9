import type { Deliveries } from "../../src/flows/ports.ts";

/** What was handed over before, as long as this test lasts. */
export function memoryDeliveries(): Deliveries {
  const known = new Map<string, "busy" | "done">();
  return {
    async begin(key) {
      const standing = known.get(key);
      if (standing === undefined) known.set(key, "busy");
      return standing ?? "ours";
    },
    async end(key) {
      known.set(key, "done");
    },
  };
}
