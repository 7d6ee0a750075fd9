import type { Server } from "node:http";
import { HTTPReceiver, type Logger } from "@slack/bolt";
import type { Link } from "./socket-connections.ts";

const clocksSeconds = 60;

/** Slack's signed requests at `/slack/events` of a port; 0 takes any free one. */
export function createHttpEndpoint(options: {
  signingSecret: string;
  port: number;
  logger: Logger;
}): Link & { port: () => number } {
  const endpoint = new HTTPReceiver(options);
  const inner = endpoint.requestListener;
  // Bolt refuses old signatures but takes one from the future, which could be kept and played again later.
  endpoint.requestListener = (request, response) => {
    const seconds = Number(request.headers["x-slack-request-timestamp"]);
    if (seconds > Date.now() / 1000 + clocksSeconds) {
      response.writeHead(401).end();
      return;
    }
    try {
      inner(request, response);
    } catch {
      response.writeHead(404).end();
    }
  };
  let server: Server | undefined;
  return {
    receiver: {
      init: (app) => endpoint.init(app),
      start: async () => {
        server = (await endpoint.start(options.port)) as Server;
        return server;
      },
      stop: async () => {
        server?.closeIdleConnections();
        if (server?.listening) await endpoint.stop();
      },
    },
    healthy: () => server?.listening ?? false,
    connections: () => (server?.listening ? 1 : 0),
    port: () => {
      const address = server?.address();
      return typeof address === "object" && address ? address.port : options.port;
    },
  };
}
