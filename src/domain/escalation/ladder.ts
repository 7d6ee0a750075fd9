import type { Severity } from "../finding.ts";
import type { WorkingHours } from "../incident/working-hours.ts";

/** Whom to call, and when. */
export interface Rung {
  /** Slack ids: people (U…, W…), user groups (S…), channels (C…, G…). Called together, in one message. */
  notify: readonly string[];
  /** Seconds after the rung before it, or after the incident was opened. */
  afterSeconds: number;
  /** Only then; absent: at any time. */
  hours?: WorkingHours;
  /** What becomes of it outside its hours: the next one is called in its place, or it waits until they begin. */
  outside: "skip" | "wait";
}

/** Who is called one after the other while nobody answers. */
export interface Ladder {
  /** The least urgent incident that climbs it by itself. */
  from: Severity;
  /** At least one. */
  rungs: readonly Rung[];
}

/** Ladders by their names in the settings, and which of them counts where no route says so. */
export interface LadderSettings {
  ladders: Readonly<Record<string, Ladder>>;
  ladder?: string;
}

/** The ladder of a route, else the one for everything; undefined when there is none. */
export function ladderFor(
  route: { ladder?: string } | undefined,
  { ladders, ladder }: LadderSettings,
): (Ladder & { name: string }) | undefined {
  const name = route?.ladder ?? ladder;
  const found = name !== undefined && Object.hasOwn(ladders, name) ? ladders[name] : undefined;
  return found && name !== undefined ? { ...found, name } : undefined;
}

export const isChannel = (id: string): boolean => /^[CG]/.test(id);
