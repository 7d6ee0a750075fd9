import type { JobsOptions } from "bullmq";
import type { Log } from "../log.ts";

/** What the doorbell needs of BullMQ, whichever backend. */
export interface Bells {
  queue: {
    add(name: string, data: object, options: JobsOptions): Promise<unknown>;
    getJob(id: string): Promise<{ isActive(): Promise<boolean> } | undefined>;
  };
  /** Works from now on; resolves when it is ready. */
  answer(process: Processor, options: { concurrency: number }): Promise<Answering>;
  close(): Promise<void>;
}

export type Processor = (job: { name: string; data: unknown; id?: string }) => Promise<void>;

export interface Answering {
  /** Takes nothing more, and resolves when what is under way has ended. */
  close(): Promise<void>;
}

export interface BellsOptions {
  log: Pick<Log, "info" | "warn" | "error">;
  onError: (error: Error) => void;
  signal?: AbortSignal;
}

/** A killed worker's ring sounds again after about 23 s (one lock and one check), however often it is killed. */
export const workerSettings = {
  lockDuration: 15_000,
  stalledInterval: 7_500,
  maxStalledCount: 3,
  runRetryDelay: 2_000,
  drainDelay: 5,
};
