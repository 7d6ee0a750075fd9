import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { scenarios } from "../../sandbox/scenarios/index.ts";
import type { Scenario, ScenarioName } from "../../sandbox/scenarios/scenario.ts";

export interface Story {
  /** Names the story's database. */
  id: string;
  /** It was begun just now. */
  isNew: boolean;
  /** Where its neighbours keep their state. */
  folder: string;
  scenario: Scenario;
}

const kept = z.object({
  id: z.string().regex(/^[a-z0-9_]+$/),
  now: z.iso.datetime(),
});

/** The story of this name that was begun below this folder, so that a demo goes on where it stopped; else a new one. */
export function openStory(demoFolder: string, name: ScenarioName, { fresh }: { fresh: boolean }): Story {
  const folder = join(demoFolder, name);
  const file = join(folder, "story.json");
  const begun = fresh ? undefined : readKept(file);
  const now = begun ? new Date(begun.now) : new Date();
  const story = begun ?? { id: `cairn_${now.getTime()}`, now: now.toISOString() };
  if (begun === undefined) {
    // What the neighbours keep belongs to the story before.
    rmSync(folder, { force: true, recursive: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify(story));
  }
  return { id: story.id, isNew: begun === undefined, folder, scenario: scenarios[name]({ now }) };
}

function readKept(file: string): z.output<typeof kept> | undefined {
  try {
    const read = kept.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // none yet, or half written: a new story is begun
  }
}
