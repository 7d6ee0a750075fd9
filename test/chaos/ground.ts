import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../integration/line.ts";
import { testServer } from "../integration/postgres.ts";
import { buildChild } from "./children.ts";
import type { MutationName } from "./mutations.ts";
import { startRedis, type TestRedis } from "./redis.ts";
import type { RunRecord } from "./run-record.ts";
import type { Outcome, Scenario, Stage } from "./scenario.ts";
import { seeded } from "./seeded.ts";
import { isSourceMutation } from "./source-mutations.ts";
import { type Backend, openWorld, type World } from "./world.ts";

export interface Play {
  scenario: Scenario;
  backend: Backend;
  seed: number;
  /** 1 for the short run. */
  scale: number;
  mutation?: MutationName;
  picture?: string;
}

/** What all scenarios share: one PostgreSQL, one Redis, the children's program. */
export interface Ground {
  play(wish: Play): Promise<RunRecord>;
  open(name: string, wish?: Parameters<Stage["open"]>[0]): Promise<World>;
  close(): Promise<void>;
}

export async function openGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), "cairn-chaos-"));
  const [program, server, port] = await Promise.all([buildChild(), testServer(), freePort()]);
  // Only scenarios of the Redis backend take it, and they are played one after the other.
  let started: Promise<TestRedis> | undefined;
  const redisFor = (backend: Backend) => {
    if (backend === "redis") started ??= startRedis(join(folder, "redis"), port);
    return backend === "redis" ? started : undefined;
  };

  async function open(
    { backend, mutation }: Pick<Play, "backend" | "mutation">,
    name: string,
    wish: Parameters<Stage["open"]>[0] = {},
  ): Promise<World> {
    const without = mutation !== undefined && isSourceMutation(mutation) ? mutation : undefined;
    return openWorld({
      ...{ backend, redis: await redisFor(backend), serverUrl: server.url, folder: join(folder, name) },
      program: without === undefined ? program : await buildChild(without),
      ...{ speed: 20, channels: 3, ...wish },
    });
  }

  return {
    async play({ scenario, backend, seed, scale, mutation, picture }) {
      const began = performance.now();
      const name = [scenario.name.replaceAll(" ", "-"), backend, seed, mutation].filter(Boolean).join("-");
      const stage: Stage = {
        ...(picture !== undefined && { picture }),
        ...{ backend, scale, random: seeded(seed), order: mutation ? { mutation } : {} },
        open: (wish) => open({ backend, mutation }, name, wish),
      };
      const outcome = await within(limitMs(scale), scenario.run(stage)).catch(notFinished);
      const { name: played, what, promises } = scenario;
      const seconds = (performance.now() - began) / 1000;
      return { scenario: played, what, promises, backend, seed, outcome, seconds };
    },
    open: (name, wish) => open({ backend: "postgres" }, name, wish),
    async close() {
      await (await started)?.stop();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Several times what any takes on a slow machine: one that waits for ever must not keep the others waiting. */
const limitMs = (scale: number): number => (3 + 3 * scale) * 60_000;

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not over after ${ms / 60_000} minutes`)), ms);
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

function notFinished(error: unknown): Outcome {
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    faults: [`The scenario did not come to its end: ${why}`],
    figures: { counts: {}, times: {} },
    unfinished: true,
  };
}
