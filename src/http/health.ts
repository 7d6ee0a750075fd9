import express, { type Router } from "express";

/** Each says whether one part works. */
export type HealthChecks = Record<string, () => boolean | Promise<boolean>>;

const CHECK_WITHIN_MS = 2_000;

/** `/healthz`: the process answers. `/readyz`: all its parts work; the answer names those that do not. */
export function createHealth(checks: HealthChecks): Router {
  const router = express.Router();
  router.get("/healthz", (_request, response) => {
    response.json({ up: true });
  });
  router.get("/readyz", async (_request, response) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await passes(check)] as const),
    );
    const ready = results.every(([, ok]) => ok);
    response.status(ready ? 200 : 503).json({ ready, parts: Object.fromEntries(results) });
  });
  return router;
}

async function passes(check: () => boolean | Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, CHECK_WITHIN_MS, false);
  });
  try {
    return await Promise.race([check(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
