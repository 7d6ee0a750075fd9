import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler, type Router } from "express";
import { InputError } from "../domain/errors.ts";
import type { Log } from "../log.ts";
import { createHealth, type HealthChecks } from "./health.ts";
import { secureHeaders } from "./secure-headers.ts";

export interface HttpServer {
  /** Resolves when it listens, with the port it got. Throws InputError when the port is taken. */
  start(): Promise<{ port: number }>;
  /** From now on these are served, and these parts looked at. Until then all that is told is that it is starting. */
  open(serving: Serving): void;
  /** Takes no new requests, lets those under way end, and cuts off what lasts longer than ten seconds. */
  stop(): Promise<void>;
}

export interface Serving {
  routers: Router[];
  checks: HealthChecks;
}

const STOP_WITHIN_MS = 10_000;
const starting: HealthChecks = { ready: { start: () => "Cairn is starting." }, alive: {} };
const MOST_CONNECTIONS = 512;

/** Serves health and the given routers, with headers that let a page do nothing by default. */
export function createHttpServer(parts: {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  log: Pick<Log, "info" | "error">;
}): HttpServer {
  const { port, host, log } = parts;
  let stopping = false;
  let serving = express.Router();
  let checks = starting;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  const health = createHealth(() => ({
    ...checks,
    ready: { ...checks.ready, serving: () => (stopping ? "Cairn is stopping." : undefined) },
  }));
  app.use(secureHeaders, health, (request, response, next) => serving(request, response, next));
  app.use((_request, response) => {
    response.status(404).json({ error: "There is nothing here." });
  });
  app.use(answerBug(log));
  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000 }, app);
  server.maxConnections = MOST_CONNECTIONS;

  return {
    async start() {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen({ port, host }, resolve);
      }).catch((cause: unknown) => {
        throw new InputError(`Cannot listen on port ${port}. Stop what uses it, or set another port.`, {
          cause,
        });
      });
      const { port: listening } = server.address() as AddressInfo;
      log.info({ port: listening }, "Listening");
      return { port: listening };
    },
    open(now) {
      serving = express.Router();
      for (const router of now.routers) serving.use(router);
      checks = now.checks;
    },
    async stop() {
      stopping = true;
      if (!server.listening) return;
      // A connection that answers after the close would be kept alive by its client for seconds.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const forced = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS);
      await new Promise((resolve) => server.close(resolve));
      clearInterval(idle);
      clearTimeout(forced);
    },
  };
}

function answerBug(log: Pick<Log, "error">): ErrorRequestHandler {
  return (err: unknown, request, response, next) => {
    log.error({ err, path: request.path }, "A request failed");
    if (response.headersSent) return next(err);
    response.status(500).json({ error: "Something went wrong." });
  };
}
