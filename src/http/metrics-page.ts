import express, { type Router } from "express";

/** `/metrics`, as Prometheus reads it. */
export function createMetricsPage(read: () => Promise<{ type: string; text: string }>): Router {
  const router = express.Router();
  router.get("/metrics", async (_request, response) => {
    const { type, text } = await read();
    response.type(type).send(text);
  });
  return router;
}
