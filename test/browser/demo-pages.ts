import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freshDatabase } from "../../src/cli/demo-database.ts";
import { playStory } from "../../src/cli/demo-player.ts";
import { openStory } from "../../src/cli/demo-story.ts";
import { type DemoWorld, startDemoWorld } from "../../src/cli/demo-world.ts";
import { createLog } from "../../src/log.ts";
import { startEmbeddedPostgres } from "../../src/store/embedded.ts";

export interface PlayedDemo {
  world: DemoWorld;
  databaseUrl: string;
  /** A fresh one-time link for somebody. */
  link(personId: string): Promise<string>;
  stop(): Promise<void>;
}

/** The demo with its first story played to the end, and the pages beside it. */
export async function playedDemo(): Promise<PlayedDemo> {
  const folder = mkdtempSync(join(tmpdir(), "cairn-pages-"));
  await chmod(folder, 0o755);
  const log = createLog({ level: "error", destination: process.stderr });
  const embedded = await startEmbeddedPostgres({ folder, log });
  const story = openStory(folder, "stolen-key", { fresh: true });
  const database = await freshDatabase(embedded.url, story.id);
  const world = await startDemoWorld({
    ...{ story, databaseUrl: database.url, keep: true, port: 0, speed: 4, log },
  });
  await playStory({ workspace: world.workspace, scenario: story.scenario }, { tell: () => {} });
  return {
    world,
    databaseUrl: database.url,
    link: async (personId) => (await world.cairn.pageLink?.(personId)) ?? "",
    async stop() {
      await world.stop();
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
