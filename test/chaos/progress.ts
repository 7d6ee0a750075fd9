import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Play } from "./ground.ts";
import type { RunRecord } from "./run-record.ts";

/** What a full run has played so far, so that it goes on where it was when it is started again with its seed. */
export interface Progress {
  played(play: Play): RunRecord | undefined;
  keep(record: RunRecord): void;
  /** Of plays that were kept before this process. */
  seconds: number;
}

export function openProgress(file: string): Progress {
  mkdirSync(dirname(file), { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const kept = lines.map((line) => JSON.parse(line) as RunRecord);
  return {
    seconds: kept.reduce((sum, { seconds }) => sum + seconds, 0),
    played: ({ scenario, backend, seed }) =>
      kept.find((each) => each.scenario === scenario.name && each.backend === backend && each.seed === seed),
    keep: (record) => appendFileSync(file, `${JSON.stringify(record)}\n`),
  };
}
