import { setImmediate as nextTurn } from "node:timers/promises";
import { inflated, type TrailSource } from "./inflate.ts";
import { byteScanner, type Scan } from "./scan-bytes.ts";
import { questionOf, type ScanOrder } from "./scan-order.ts";
import { startScanThreads, usefulThreads } from "./scan-threads.ts";

/** Scans files here as long as that is quicker, then in threads. */
export interface Scanner {
  /** Undefined for a file that has to be read record by record. */
  scan(source: TrailSource, wantsFirst: boolean): Promise<Scan | undefined>;
  /** Files worth taking up at a time. */
  ahead(): number;
  close(): void;
}

// Starting two threads and loading what they run takes more than half of this: for less work it does not pay.
const patienceMs = 250;
const filesPerThread = 3;

/** `after`: milliseconds of work after which threads are started; 0 leaves all work to them. */
export function createScanner(
  order: ScanOrder,
  signal: AbortSignal,
  { threads = usefulThreads(), after = patienceMs }: { threads?: number; after?: number } = {},
): Scanner {
  // Whoever gets the records here asks them the whole condition once more.
  const scanHere = byteScanner({ ...questionOf(order), matches: undefined });
  const inThreads = () => pool !== undefined && (after === 0 || pool.ready());
  let spentMs = 0;
  let pool = threads > 1 && after === 0 ? startScanThreads(order, threads) : undefined;
  let cancel: ((reason: unknown) => void) | undefined;
  const cancelled = new Promise<never>((_, reject) => {
    cancel = reject;
  });
  cancelled.catch(() => {});
  const onAbort = () => cancel?.(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });

  return {
    async scan(source, wantsFirst) {
      signal.throwIfAborted();
      if (pool !== undefined && inThreads()) return Promise.race([pool.scan(source, wantsFirst), cancelled]);
      // Others have work to do here too.
      await nextTurn();
      signal.throwIfAborted();
      // Not by the clock: on a busy machine threads would only have to share what there is.
      const before = process.cpuUsage();
      const found = inflated(source, (raw) => scanHere(raw, wantsFirst));
      const { user, system } = process.cpuUsage(before);
      spentMs += (user + system) / 1_000;
      if (pool === undefined && threads > 1 && spentMs >= after) pool = startScanThreads(order, threads);
      return found;
    },
    ahead: () => (pool !== undefined && inThreads() ? pool.count * filesPerThread : 1),
    close() {
      signal.removeEventListener("abort", onAbort);
      pool?.close();
    },
  };
}
