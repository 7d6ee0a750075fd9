import { CairnError } from "../../domain/errors.ts";
import type { Run } from "../../domain/run/run.ts";
import type { Asking, Ports, QueryProgress } from "../ports.ts";
import { sayRun } from "./say-run.ts";

export const leaseMs = 15_000;
const beatMs = 1_000;
/** An edit takes one of Slack's fifty a minute. */
const beatsBetweenEdits = 3;
const rowsShown = 10;

export interface Life {
  signal: AbortSignal;
  progress: Asking["progress"];
  /** True once the run was cancelled or taken over: whatever comes of it is not ours to tell. */
  lost(): boolean;
  end(): void;
}

/**
 * Renews the lease and shows progress and first rows while the engines work, to those who wait for the same answer
 * too; stops them when the run is no longer ours.
 */
export function keepRunAlive({ store, every }: Pick<Ports, "store" | "every">, run: Run): Life {
  const controller = new AbortController();
  let latest: { progress: QueryProgress; look: Parameters<Asking["progress"]>[1] } | undefined;
  let told: QueryProgress | undefined;
  let progress: QueryProgress | null = null;
  let beats = 0;
  let beating = false;
  let again = false;

  const beat = async () => {
    beats += 1;
    const now = latest;
    const isNews = now !== undefined && now.progress !== told;
    const firstRows = now !== undefined && now.progress.matched > 0 && !told?.matched;
    const tell = isNews && (told === undefined || firstRows || beats >= beatsBetweenEdits);
    if (tell) progress = withPreview(now.progress, now.look);
    const ours = await store.transaction(async (tx) => {
      const renewed = await tx.renewRun({ ...run, progress }, leaseMs);
      if (renewed && tell) await sayRun(tx, run);
      return renewed;
    });
    if (!ours) controller.abort(new CairnError("run_lost", "The run was cancelled or taken over."));
    if (!ours || !tell) return;
    told = now.progress;
    beats = 0;
    for (const other of await store.waitingFor(run.id))
      await store.transaction(async (tx) => {
        if (await tx.showQueued(other, { place: null, progress })) await sayRun(tx, other);
      });
  };
  const look = () => {
    again ||= beating;
    if (beating) return;
    beating = true;
    // A beat that fails is made up for by the next: the lease outlives several.
    beat()
      .catch(() => {})
      .finally(() => {
        beating = false;
        if (!again) return;
        again = false;
        look();
      });
  };
  const stop = every(beatMs, look);
  const stopListening = store.onNews("cancel", look);
  return {
    signal: controller.signal,
    progress: (reached, look) => {
      latest = { progress: reached, look };
    },
    lost: () => controller.signal.aborted,
    end() {
      stop();
      stopListening();
    },
  };
}

/** Rows are put in order for it, so only when it is shown. */
function withPreview(progress: QueryProgress, look: Parameters<Asking["progress"]>[1]): QueryProgress {
  if (progress.matched === 0 || look === undefined) return progress;
  const { columns, rows } = look();
  return { ...progress, preview: { columns, rows: rows.slice(0, rowsShown) } };
}
