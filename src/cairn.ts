import { type ProcessRole, processRoles } from "./config-form.ts";
import type { Ports } from "./flows/ports.ts";
import { buildParts, type CairnOptions } from "./parts.ts";
import { roleStarters, startHttp } from "./roles.ts";

export interface Cairn {
  ports: Ports;
  /** Ports that were taken, for people and tests. */
  listening: { http?: number; slack?: number };
  /** Stops taking work, lets what is under way end, then closes everything; 25 s at most. */
  stop(): Promise<void>;
}

const stopWithinMs = 25_000;

/** Starts the roles of this process, and ends what was started when one of them cannot. */
export async function startCairn(options: CairnOptions): Promise<Cairn> {
  const roles = new Set<ProcessRole>(options.config.environment.CAIRN_ROLES ?? processRoles);
  const stops: (() => Promise<void> | void)[] = [];
  const onStop = (stopPart: () => Promise<void> | void) => void stops.push(stopPart);
  const stop = async () => {
    // What was started last is stopped first.
    const ended = (async () => {
      for (const stopPart of stops.splice(0).reverse()) await stopPart();
    })();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, stopWithinMs).unref())]);
  };

  try {
    const built = await buildParts(options, onStop);
    const parts = options.tamper?.(built) ?? built;
    // Senders and workers before those who bring work; on the way out the other way round.
    for (const role of processRoles) if (roles.has(role)) await roleStarters[role](parts, onStop);
    const http = await startHttp(parts, roles, onStop);
    options.log.info({ roles: [...roles] }, "Cairn is up");
    return { ports: parts.ports, listening: { http, slack: parts.slack.port() }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
