import express, { type Router } from "express";

/** What is wrong with a part, in words; undefined when it works. */
export type HealthCheck = () => string | undefined | Promise<string | undefined>;

export interface HealthChecks {
  /** Without one of these no work can be done now; waiting may mend it. */
  ready: Record<string, HealthCheck>;
  /** Only starting anew mends these. */
  alive: Record<string, HealthCheck>;
}

const CHECK_WITHIN_MS = 2_000;

/**
 * `/healthz`: should this process be started anew? `/readyz`: can it work now? Both look at every part and say what
 * is wrong with it: `{ ready, parts: { database: { ok: false, why } } }`.
 */
export function createHealth(checks: () => HealthChecks): Router {
  const router = express.Router();
  router.get("/healthz", async (_request, response) => {
    const { ready, alive } = await look(checks());
    response.status(alive.ok ? 200 : 503).json({ up: alive.ok, parts: { ...ready.parts, ...alive.parts } });
  });
  router.get("/readyz", async (_request, response) => {
    const { ready, alive } = await look(checks());
    const ok = ready.ok && alive.ok;
    response.status(ok ? 200 : 503).json({ ready: ok, parts: { ...ready.parts, ...alive.parts } });
  });
  return router;
}

async function look({ ready, alive }: HealthChecks) {
  const [able, living] = await Promise.all([lookAt(ready), lookAt(alive)]);
  return { ready: able, alive: living };
}

async function lookAt(checks: Record<string, HealthCheck>) {
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const why = await trouble(check);
      return [name, why === undefined ? { ok: true } : { ok: false, why }] as const;
    }),
  );
  return { ok: found.every(([, { ok }]) => ok), parts: Object.fromEntries(found) };
}

async function trouble(check: HealthCheck): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, CHECK_WITHIN_MS, `No answer within ${CHECK_WITHIN_MS / 1_000} s.`);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return error instanceof Error && error.message !== "" ? error.message : "It failed without a reason.";
  } finally {
    clearTimeout(timer);
  }
}
