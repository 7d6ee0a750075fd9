import { type ProcessRole, processRoles } from "./config/form.ts";
import type { Ports } from "./flows/ports.ts";
import { createHttpServer, type HttpServer } from "./http/server.ts";
import { pagesOf } from "./pages.ts";
import { buildParts, type CairnOptions } from "./parts.ts";
import { roleStarters } from "./roles.ts";
import { serveHttp } from "./serve-http.ts";
import { createShutdown } from "./shutdown.ts";

export interface Cairn {
  ports: Ports;
  /** Ports that were taken, for people and tests. */
  listening: { http?: number; slack?: number };
  /** A one-time address that signs a person in to the pages; absent where this process serves none. */
  pageLink?: (personId: string, path?: string) => Promise<string>;
  /** Stops taking work, lets what is under way end or puts it back, then closes everything; 25 s at most. */
  stop(): Promise<void>;
}

/** Starts the roles of this process, and ends what was started when one of them cannot or `signal` says so. */
export async function startCairn(options: CairnOptions): Promise<Cairn> {
  const { config, log } = options;
  const roles = new Set<ProcessRole>(config.environment.CAIRN_ROLES ?? processRoles);
  const { onStop, onWorkStop, stop } = createShutdown(log);
  try {
    const http = httpServer(options);
    const port = (await http?.start())?.port;
    if (http) onWorkStop(() => http.stop());
    const built = await buildParts(options, onStop, options.signal ?? new AbortController().signal);
    const parts = options.tamper?.(built) ?? built;
    // Senders and workers before those who bring work.
    for (const role of processRoles) if (roles.has(role)) await roleStarters[role](parts, onWorkStop);
    const pages = http && roles.has("web") ? pagesOf(parts) : undefined;
    if (http) serveHttp(http, parts, roles, pages?.router);
    log.info({ roles: [...roles] }, "Cairn is up");
    return {
      ports: parts.ports,
      listening: { http: port, slack: parts.slack.port() },
      pageLink: pages?.link,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Answers from the first moment on: whoever watches sees that we wait, and for what it is not our fault. */
function httpServer({ config, log }: CairnOptions): HttpServer | undefined {
  const port = config.environment.CAIRN_HTTP_PORT ?? config.file.http.port;
  // Pages of this machine alone are for this machine alone.
  const host = config.file.web?.url.startsWith("http:") ? "127.0.0.1" : undefined;
  return port === undefined ? undefined : createHttpServer({ port, host, log });
}
