import type { Parts } from "../parts.ts";
import { bindFlows, registerListeners } from "../slack/listeners/index.ts";
import { createDepths } from "../store/depths.ts";
import { keepHomes } from "./keep-homes.ts";
import { type OnStop, repeat } from "./repeat.ts";
import { createTrouble } from "./trouble.ts";

/** Changes that come together show together on App Homes. */
const homesRestMs = 3_000;

/** Listens to people. */
export async function startSlack(parts: Parts, onStop: OnStop): Promise<void> {
  const { ports, slack, config, log, checks, pool, turns } = parts;
  const monotonic = () => performance.now();
  checks.ready.slack = () => (slack.healthy() ? undefined : "No connection to Slack is open.");
  const desk = {
    ...ports,
    flows: bindFlows(ports),
    reads: ports.store,
    quick: slack.clients.quick,
    commands: config.file.slack.commands,
    workspaceUrl: slack.identity.url,
    pagesUrl: config.file.web?.url,
    trouble: createTrouble({ checks, depths: createDepths(pool).read, monotonic }),
    log,
  };
  registerListeners(slack.app, desk, slack.identity.botUserId);
  await slack.start();
  onStop(() => slack.stop());
  const onNews = (changed: () => void) => ports.store.onNews("outbox", changed);
  const homes = keepHomes(desk, { turns, onNews, monotonic });
  onStop(homes.stop);
  repeat(parts, onStop, { name: "app homes", work: homes.work, idleMs: homesRestMs });
}
