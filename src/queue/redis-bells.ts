import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { InputError } from "../domain/errors.ts";
import { type Bells, type BellsOptions, workerSettings } from "./bells.ts";
import { untilAnswered } from "./until-answered.ts";

interface RedisOptions extends BellsOptions {
  redisUrl: string;
  acceptLossyRedis?: boolean;
}

/** BullMQ on Redis. Throws InputError for a Redis that may lose or evict what it took, unless that is accepted. */
export async function redisBells(name: string, options: RedisOptions): Promise<Bells> {
  const { redisUrl, log, onError, signal, acceptLossyRedis = false } = options;
  const faults = await untilAnswered("Redis", { log, signal, isFinal }, () => lossFaults(redisUrl));
  if (faults.length > 0) {
    const message = `This Redis may lose or drop jobs: ${faults.join(" ")}`;
    if (!acceptLossyRedis)
      throw new InputError(
        `${message} Mend its settings, or set CAIRN_REDIS_UNSAFE=yes to start all the same.`,
      );
    log.error({ faults }, "this Redis may lose or drop jobs, and was accepted by setting");
  }

  // A ring that cannot be rung now is given up at once: the sweeper rings again.
  const ringing = connect(redisUrl, {
    maxRetriesPerRequest: 1,
    commandTimeout: 5_000,
    socketTimeout: 4_000,
  });
  const queue = new Queue(name, { connection: ringing });
  queue.on("error", onError);
  let answering: Redis | undefined;
  return {
    queue,
    async answer(process, { concurrency }) {
      // null: a blocked worker waits for Redis as long as it takes.
      // It waits for a ring up to ten seconds, without a word.
      answering = connect(redisUrl, { maxRetriesPerRequest: null, socketTimeout: 11_000 });
      const worker = new Worker(name, process, { ...workerSettings, concurrency, connection: answering });
      worker.on("error", onError);
      await worker.waitUntilReady();
      return worker;
    },
    async close() {
      try {
        await queue.close();
      } finally {
        ringing.disconnect();
        answering?.disconnect();
      }
    },
  };
}

interface ClientOptions {
  maxRetriesPerRequest: number | null;
  commandTimeout?: number;
  /** A connection that owes an answer for so long is dead, though nobody said so: it is replaced. */
  socketTimeout: number;
}

function connect(redisUrl: string, options: ClientOptions): Redis {
  const redis = new Redis(redisUrl, {
    ...options,
    keepAlive: 10_000,
    connectTimeout: 5_000,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  redis.on("error", () => {}); // BullMQ's objects report it
  return redis;
}

/** What is wrong with this Redis as a queue. INFO, because hosted ones refuse CONFIG. */
async function lossFaults(redisUrl: string): Promise<string[]> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let refusal: unknown;
  redis.on("error", (error) => {
    refusal = error;
  });
  try {
    await redis.connect();
    const [memory, persistence] = [await redis.info("memory"), await redis.info("persistence")];
    const policy = /^maxmemory_policy:(.*?)\r?$/m.exec(memory)?.[1] ?? "unknown";
    const appendOnly = /^aof_enabled:1\r?$/m.test(persistence);
    return [
      ...(policy === "noeviction" ? [] : [`maxmemory-policy is ${policy}: set it to noeviction.`]),
      ...(appendOnly ? [] : ["It keeps no append-only file: set appendonly yes."]),
    ];
  } catch (error) {
    throw refusal ?? error;
  } finally {
    redis.disconnect();
  }
}

function isFinal(error: unknown): Error | undefined {
  const message = error instanceof Error ? error.message : String(error);
  if (!/WRONGPASS|NOAUTH|NOPERM|invalid.*(url|password)|ERR AUTH|without any password/i.test(message))
    return undefined;
  return new InputError(`Redis does not let us in: ${message}. Check REDIS_URL (host, user, password).`, {
    cause: error,
  });
}
