import type { Incident } from "../domain/incident/incident.ts";
import type { Facts } from "../domain/runbook/facts.ts";
import type { Step } from "../domain/runbook/schema.ts";
import type { TranscriptFormat } from "../domain/transcript/transcript.ts";
import type { DrawPicture, Reads, RunbookShelf } from "../flows/ports.ts";
import type { EngineChoice } from "../flows/runs/engine-choices.ts";

/** Where everything comes from that a message shows. */
export interface ShowSources {
  reads: Reads;
  runbooks: RunbookShelf;
  transcript: (incidentId: string, format: TranscriptFormat, zone?: string) => Promise<string>;
  /** Absent where no pictures are drawn. */
  draw?: DrawPicture;
  /** The workspace's address, ending in a slash; without it nothing is linked. */
  workspaceUrl?: string;
  /** The pages' address, without a slash at its end; absent where there are none. */
  pagesUrl?: string;
  /** The organisation's local time, told beside UTC where Slack cannot tell the reader's own. */
  zone?: string;
  /** What people, groups and channels are called; ids stay where it is absent. */
  nameOf?: (id: string) => Promise<string>;
  /** Globs of pipelines' roles beside the usual ones. */
  pipelines?: readonly string[];
  /** What each engine would take for a step; asks nobody. */
  engineChoices?: (incident: Incident, step: Step, facts: Facts) => readonly EngineChoice[] | undefined;
}
