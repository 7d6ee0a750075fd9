import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type StolenKeyScenario, stolenKey } from "../sandbox/scenarios/stolen-key.ts";

export interface Story {
  /** Names the story's database. */
  id: string;
  now: Date;
  scenario: StolenKeyScenario;
}

const kept = z.object({
  id: z.string().regex(/^[a-z0-9_]+$/),
  now: z.iso.datetime(),
});

/** The story that was begun in this folder, so that a demo goes on where it stopped; a new one otherwise. */
export function openStory(folder: string, { fresh }: { fresh: boolean }): Story {
  const file = join(folder, "story.json");
  const begun = fresh ? undefined : readKept(file);
  const now = begun ? new Date(begun.now) : new Date();
  const story = begun ?? { id: `cairn_${now.getTime()}`, now: now.toISOString() };
  if (begun === undefined) {
    // What the neighbours keep belongs to the story before.
    for (const name of ["workspace.json", "workspace.json.files", "account.json"])
      rmSync(join(folder, name), { force: true, recursive: true });
    writeFileSync(file, JSON.stringify(story));
  }
  return { id: story.id, now, scenario: stolenKey({ now }) };
}

function readKept(file: string): z.output<typeof kept> | undefined {
  try {
    const read = kept.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return read.success ? read.data : undefined;
  } catch {
    return undefined; // none yet, or half written: a new story is begun
  }
}
