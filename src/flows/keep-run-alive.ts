import { CairnError } from "../domain/errors.ts";
import type { Run } from "../domain/run.ts";
import type { Ports, QueryProgress } from "./ports.ts";
import { sayRun } from "./say-run.ts";

export const leaseMs = 15_000;
const beatMs = 1_000;

export interface Life {
  signal: AbortSignal;
  progress(progress: QueryProgress): void;
  /** True once the run was cancelled or taken over: whatever comes of it is not ours to tell. */
  lost(): boolean;
  end(): void;
}

/** Renews the lease and shows progress while the engine works; stops it when the run is no longer ours. */
export function keepRunAlive({ store, every }: Pick<Ports, "store" | "every">, run: Run): Life {
  const controller = new AbortController();
  let latest: QueryProgress | undefined;
  let told: QueryProgress | undefined;
  let beating = false;
  const beat = async () => {
    const progress = latest;
    const ours = await store.transaction(async (tx) => {
      const renewed = await tx.renewRun({ ...run, progress: progress ?? null }, leaseMs);
      if (renewed && progress !== told) await sayRun(tx, run);
      return renewed;
    });
    told = progress;
    if (!ours) controller.abort(new CairnError("run_lost", "The run was cancelled or taken over."));
  };
  const stop = every(beatMs, () => {
    if (beating) return;
    beating = true;
    // A beat that fails is made up for by the next: the lease outlives several.
    beat()
      .catch(() => {})
      .finally(() => {
        beating = false;
      });
  });
  return {
    signal: controller.signal,
    progress: (progress) => {
      latest = progress;
    },
    lost: () => controller.signal.aborted,
    end: stop,
  };
}
