import type { JobsOptions } from "bullmq";
import { z } from "zod";
import type { Doorbell } from "../flows/ports.ts";
import type { Log } from "../log.ts";
import type { Answering, Bells, Processor } from "./bells.ts";
import { postgresBells } from "./postgres-bells.ts";
import { redisBells } from "./redis-bells.ts";
import { within } from "./within.ts";

export interface DoorbellOptions {
  /** BullMQ on Redis when set, else on this PostgreSQL. */
  redisUrl?: string;
  databaseUrl: string;
  log: Pick<Log, "info" | "warn" | "error">;
  /** Rings that are looked at the same time by this process. */
  concurrency?: number;
  /** Start although this Redis may lose or evict rings. The sweeper makes up for them, later. */
  acceptLossyRedis?: boolean;
  queue?: string;
  heartbeatMs?: number;
  /** `close` waits this long for what is being looked at. */
  closeWithinMs?: number;
  signal?: AbortSignal;
}

const ringData = z.object({ runId: z.string().min(1) });

/** Nothing is kept of a finished job: a kept one would silence the next ring for its run. */
const ringOptions: JobsOptions = {
  attempts: 3,
  backoff: { type: "exponential", delay: 1_000, jitter: 0.5 },
  removeOnComplete: true,
  removeOnFail: true,
};

/** The queue: says "look at this run" to one worker, on either of BullMQ's backends. */
export async function createDoorbell(options: DoorbellOptions): Promise<Doorbell> {
  const { log, concurrency = 4, heartbeatMs = 30_000, closeWithinMs = 25_000 } = options;
  const name = options.queue ?? "cairn-runs";
  const { redisUrl, databaseUrl, acceptLossyRedis, signal } = options;
  const shared = { log, signal, onError: quietly(log, "the queue has trouble") };
  const bells = await (redisUrl === undefined
    ? postgresBells(name, { ...shared, databaseUrl })
    : redisBells(name, { ...shared, redisUrl, acceptLossyRedis }));

  let worker: Answering | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let closed: Promise<void> | undefined;
  const beatLost = quietly(log, "the heartbeat did not get through");
  let looking = 0;
  // Not by the wall clock: one that is put right must not look like a queue that fell silent.
  let lastSign = performance.now();

  const answer =
    (look: (runId: string) => Promise<void>): Processor =>
    async (job) => {
      if (job.name !== "ring") return;
      const data = ringData.safeParse(job.data);
      if (!data.success) return log.warn({ job: job.id }, "a job that is no ring was dropped");
      looking++;
      try {
        await look(data.data.runId);
      } catch (error) {
        log.warn({ err: error, run: data.data.runId }, "a run was looked at in vain and is rung again");
        throw error;
      } finally {
        looking--;
        lastSign = performance.now();
      }
    };

  const healthy = () =>
    !closed && (!worker || looking >= concurrency || performance.now() - lastSign < 3 * heartbeatMs);

  return {
    async ring(runId) {
      if (closed) return;
      try {
        await within(
          10_000,
          bells.queue.add("ring", { runId }, { ...ringOptions, jobId: await ringId(bells, runId) }),
        );
      } catch (error) {
        log.warn({ err: error, run: runId }, "a ring was lost: the run waits for the sweeper");
      }
    },

    async onRing(look) {
      if (worker) throw new Error("This doorbell has somebody at the door already.");
      worker = await bells.answer(answer(look), { concurrency });
      lastSign = performance.now();
      heartbeat = setInterval(() => {
        beat(bells)
          .then((answered) => {
            if (answered) lastSign = performance.now();
          })
          .catch(beatLost);
      }, heartbeatMs).unref();
    },

    /** False when the heartbeat got no answer for three beats, and not because every hand is busy. */
    healthy,

    async trouble() {
      if (closed) return "The queue is closed.";
      if (!healthy())
        return `No heartbeat came back from the queue for ${Math.round((performance.now() - lastSign) / 1_000)} s.`;
      try {
        await within(1_500, bells.queue.getJob("nobody"));
        return undefined;
      } catch (error) {
        return `The queue does not answer: ${error instanceof Error ? error.message : String(error)}`;
      }
    },

    close() {
      closed ??= (async () => {
        clearInterval(heartbeat);
        // A straggler may never settle once BullMQ closes: nobody waits without limit.
        if (worker)
          await within(closeWithinMs, worker.close()).catch(() =>
            log.warn(
              { looking },
              "the worker did not finish in time: its runs go on elsewhere when their leases end",
            ),
          );
        await within(3_000, bells.close()).catch(() => {});
      })();
      return closed;
    },
  };
}

/** While a ring waits, another for the same run adds nothing; one that is being looked at may be of a dead worker. */
async function ringId({ queue }: Bells, runId: string): Promise<string> {
  // BullMQ refuses ":" and all-digit ids.
  const id = `run-${encodeURIComponent(runId)}`;
  const known = await within(5_000, queue.getJob(id));
  return known && (await within(5_000, known.isActive())) ? `${id}-${Date.now()}` : id;
}

const beatId = `beat-${process.pid}-${Math.random().toString(36).slice(2)}`;

/** True when the last beat was taken from the queue by some worker. */
async function beat({ queue }: Bells): Promise<boolean> {
  const unanswered = await within(5_000, queue.getJob(beatId));
  if (unanswered) return false;
  await within(5_000, queue.add("beat", {}, { ...ringOptions, jobId: beatId, lifo: true }));
  return true;
}

/** The same trouble comes every two seconds while a backend is down: told once in ten. */
function quietly(log: Pick<Log, "warn">, message: string): (error: Error) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - last < 10_000) return;
    last = performance.now();
    log.warn({ err: error }, message);
  };
}
