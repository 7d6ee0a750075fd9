import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type StolenKeyScenario, stolenKey } from "../sandbox/scenarios/stolen-key.ts";

export interface Story {
  /** Names the story's database. */
  id: string;
  now: Date;
  scenario: StolenKeyScenario;
  /** Did its alarm go off already? */
  fired: boolean;
  keepFired(): void;
}

const kept = z.strictObject({
  id: z.string().regex(/^[a-z0-9_]+$/),
  now: z.iso.datetime(),
  fired: z.boolean(),
});

/** The story that was begun in this folder, so that a demo goes on where it stopped; a new one otherwise. */
export function openStory(folder: string, { fresh }: { fresh: boolean }): Story {
  const file = join(folder, "story.json");
  if (fresh)
    for (const name of ["story.json", "workspace.json", "account.json"])
      rmSync(join(folder, name), { force: true });
  const begun = fresh ? undefined : readKept(file);
  const now = begun ? new Date(begun.now) : new Date();
  const story = begun ?? { id: `cairn_${now.getTime()}`, now: now.toISOString(), fired: false };
  const keep = () => writeFileSync(file, JSON.stringify(story));
  keep();
  return {
    id: story.id,
    now,
    scenario: stolenKey({ now }),
    fired: story.fired,
    keepFired: () => {
      story.fired = true;
      keep();
    },
  };
}

function readKept(file: string): z.output<typeof kept> | undefined {
  try {
    const read = kept.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // none yet, or half written: a new story is begun
  }
}
