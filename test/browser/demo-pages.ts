import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freshDatabase } from "../../src/cli/demo/demo-database.ts";
import { openStory } from "../../src/cli/demo/demo-story.ts";
import { type DemoWorld, startDemoWorld } from "../../src/cli/demo/demo-world.ts";
import { acknowledgeIncident } from "../../src/flows/incidents/acknowledge-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import type { Ports } from "../../src/flows/ports.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { takeCommand } from "../../src/flows/take-command.ts";
import { addNote } from "../../src/flows/thread/add-note.ts";
import { createLog } from "../../src/log.ts";
import { startEmbeddedPostgres } from "../../src/store/embedded/embedded.ts";

export interface PlayedDemo {
  world: DemoWorld;
  /** A fresh one-time link for somebody. */
  link(personId: string): Promise<string>;
  stop(): Promise<void>;
}

/** The demo with the questions of its first story asked and answered, and the pages beside it. */
export async function playedDemo(): Promise<PlayedDemo> {
  const folder = mkdtempSync(join(tmpdir(), "cairn-pages-"));
  await chmod(folder, 0o755);
  const log = createLog({ level: "fatal", destination: process.stderr });
  const embedded = await startEmbeddedPostgres({ folder, log });
  const story = openStory(folder, "stolen-key", { fresh: true });
  const database = await freshDatabase(embedded.url, story.id);
  const world = await startDemoWorld({
    ...{ story, databaseUrl: database.url, keep: true, port: 0, speed: 4, log },
  });
  await walk(world.cairn.ports);
  return {
    world,
    link: async (personId) => (await world.cairn.pageLink?.(personId)) ?? "",
    async stop() {
      await world.stop();
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** By the flows themselves: what people press in Slack is another test's. */
async function walk(ports: Ports): Promise<void> {
  const { store } = ports;
  const found = () => store.incidentByNumber(1);
  const { id: incidentId } = await until(
    async () => ((await found())?.runbook ? found() : undefined),
    "the incident",
  );
  const actor = await ports.people.actor("U0RESPONDER");
  await acknowledgeIncident(ports, { incidentId, actor });
  await takeCommand(ports, { incidentId, actor });
  for (let asked = 0; asked < 12; asked++) {
    const run = await requestRun(ports, { incidentId, actor }).catch(() => undefined);
    // The next step asks a person.
    if (run === undefined) break;
    await until(async () => ((await store.run(run.id))?.state === "done" ? run : undefined), run.title);
  }
  await until(async () => {
    const runs = await store.runs(incidentId);
    return runs.every(({ state }) => state === "done") ? runs : undefined;
  }, "all answers");
  await addNote(ports, { incidentId, text: "The key belongs to the report exporter.", actor });
  const resolution = "The key of the report exporter was used from two new addresses.";
  await resolveIncident(ports, { incidentId, resolution, actor });
}

async function until<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  for (const end = Date.now() + 120_000; Date.now() < end; await setTimeout(100)) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
  }
  throw new Error(`Waited in vain for ${what}.`);
}
