import type { Segment } from "./text.ts";

/** Whom an ask step's question was put to, once that was found out. */
export interface Asked {
  incidentId: string;
  stepId: string;
  /** Of the step's record: a step that becomes due again asks anew. */
  position: number;
  /** By the mapping in the settings; never by what a record says. */
  person: { id: string; name: string };
  /** How we know that it is them, hop by hop. */
  how: Segment[];
  way: "dm" | "thread";
  /** Why it could not be put to them alone. */
  trouble: string | null;
}
