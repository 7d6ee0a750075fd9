import type { Segment } from "./text/text.ts";

/** Whom an ask step's question was put to, once that was found out, or why that could not be. */
export interface Asked {
  incidentId: string;
  stepId: string;
  /** Of the step's record: a step that becomes due again asks anew. */
  position: number;
  /** By the mapping in the settings; never by what a record says. Null when nobody is known there. */
  person: { id: string; name: string } | null;
  /** How we know that it is them, hop by hop. */
  how: Segment[];
  /** By a direct message, by a mention in the thread, or as every question to whoever reads the thread. */
  way: "dm" | "thread" | "nobody";
  /** Why it could not be put to somebody, or to them alone. */
  trouble: string | null;
  /** When they are told once more, ISO 8601; null when they need not be. */
  remindAt: string | null;
  /** The commander, asked beside them when half of the time was over. */
  also?: { id: string; name: string };
}
