import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../integration/line.ts";
import { testServer } from "../integration/postgres.ts";
import { buildChild } from "./children.ts";
import type { MutationName } from "./mutations.ts";
import { startRedis } from "./redis.ts";
import type { RunRecord } from "./run-record.ts";
import type { Outcome, Scenario, Stage } from "./scenario.ts";
import { seeded } from "./seeded.ts";
import { type Backend, openWorld, type World } from "./world.ts";

export interface Play {
  scenario: Scenario;
  backend: Backend;
  seed: number;
  /** 1 for the short run. */
  scale: number;
  mutation?: MutationName;
}

/** What all scenarios share: one PostgreSQL, one Redis, the children's program. */
export interface Ground {
  play(wish: Play): Promise<RunRecord>;
  open(name: string, wish?: Parameters<Stage["open"]>[0]): Promise<World>;
  close(): Promise<void>;
}

export async function openGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), "cairn-chaos-"));
  const program = await buildChild();
  const server = await testServer();
  const redis = await startRedis(join(folder, "redis"), await freePort());

  const open = (backend: Backend, name: string, wish: Parameters<Stage["open"]>[0] = {}) =>
    openWorld({
      ...{ backend, redis, program, serverUrl: server.url, folder: join(folder, name) },
      ...{ speed: 20, channels: 3, ...wish },
    });

  return {
    async play({ scenario, backend, seed, scale, mutation }) {
      const began = performance.now();
      const stage: Stage = {
        ...{ backend, scale, random: seeded(seed), order: mutation ? { mutation } : {} },
        open: (wish) => open(backend, `${scenario.name.replaceAll(" ", "-")}-${backend}-${seed}`, wish),
      };
      const outcome = await scenario.run(stage).catch(notFinished);
      const { name, what, promises } = scenario;
      const seconds = (performance.now() - began) / 1000;
      return { scenario: name, what, promises, backend, seed, outcome, seconds };
    },
    open: (name, wish) => open("postgres", name, wish),
    async close() {
      await redis.stop();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function notFinished(error: unknown): Outcome {
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    faults: [`The scenario did not come to its end: ${why}`],
    figures: { counts: {}, times: {} },
    unfinished: true,
  };
}
