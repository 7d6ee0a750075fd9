import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { TrailSource } from "./inflate.ts";
import type { Scan } from "./scan-bytes.ts";
import type { ScanOrder, ScanReport } from "./scan-order.ts";

/** Threads that scan files. A thread that dies ends the question: what it had read would be missing. */
export interface ScanThreads {
  count: number;
  /** False until the first thread has started, which takes longer than many a question. */
  ready(): boolean;
  scan(source: TrailSource, wantsFirst: boolean): Promise<Scan | undefined>;
  close(): void;
}

// Each holds a file or two in memory.
const mostThreads = 4;

/** How many threads are worth starting here; below two there is nothing to gain. */
export function usefulThreads(): number {
  return Math.min(availableParallelism(), mostThreads);
}

export function startScanThreads(order: ScanOrder, count: number): ScanThreads {
  const asked = new Map<number, { resolve(scan: Scan | undefined): void; reject(reason: unknown): void }>();
  let failure: unknown;
  let ready = false;
  let next = 0;

  const fail = (error: unknown) => {
    failure ??= error;
    for (const { reject } of asked.values()) reject(failure);
    asked.clear();
  };
  const threads = Array.from({ length: count }, () => {
    const thread = { worker: startWorker(order), waiting: 0 };
    thread.worker.on("error", fail);
    thread.worker.on("exit", () => fail(new Error("A thread that scanned the archive ended.")));
    thread.worker.on("message", (report: ScanReport | "ready") => {
      ready = true;
      if (report === "ready") return;
      thread.waiting -= 1;
      asked.get(report.id)?.resolve(report.scan);
      asked.delete(report.id);
    });
    return thread;
  });

  return {
    count,
    ready: () => ready,
    scan(source, wantsFirst) {
      if (failure !== undefined) return Promise.reject(failure);
      const id = next;
      next += 1;
      const [idlest] = threads.toSorted((a, b) => a.waiting - b.waiting);
      if (idlest === undefined) return Promise.resolve(undefined);
      idlest.waiting += 1;
      idlest.worker.postMessage({ id, source, wantsFirst });
      return new Promise((resolve, reject) => asked.set(id, { resolve, reject }));
    },
    close() {
      for (const { worker } of threads) {
        worker.removeAllListeners("exit");
        void worker.terminate();
      }
      asked.clear();
    },
  };
}

function startWorker(order: ScanOrder): Worker {
  const compiled = import.meta.url.endsWith(".js");
  const file = new URL(compiled ? "./scan-worker.js" : "./scan-worker.ts", import.meta.url);
  return new Worker(compiled ? file : readingTypeScript(file), { workerData: order });
}

/** From source, a thread has to learn first how to read TypeScript. */
function readingTypeScript(file: URL): URL {
  const tsx = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  const script = `import { register } from ${tsx}; register(); await import(${JSON.stringify(file.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(script)}`);
}
