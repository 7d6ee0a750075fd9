import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Play } from "./ground.ts";
import type { RunRecord } from "./run-record.ts";

/** What a full run has played so far, so that it goes on where it was when it is started again with its seed. */
export interface Progress {
  played(play: Play): RunRecord | undefined;
  /** `after`: seconds that the run had gone on when this play was over, those of earlier processes included. */
  keep(record: RunRecord, after: number): void;
  /** How long the run went on before this process. */
  seconds: number;
}

export function openProgress(file: string): Progress {
  mkdirSync(dirname(file), { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const kept = lines.map((line) => JSON.parse(line) as RunRecord & { after: number });
  return {
    seconds: kept.at(-1)?.after ?? 0,
    played: ({ scenario, backend, seed }) =>
      kept.find((each) => each.scenario === scenario.name && each.backend === backend && each.seed === seed),
    keep: (record, after) => appendFileSync(file, `${JSON.stringify({ ...record, after })}\n`),
  };
}
