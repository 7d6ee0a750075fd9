import type { Row } from "./event-fields.ts";

/** Rows on their way through a query, and the columns that are shown of them. */
export interface Flow {
  rows: Row[];
  /** Undefined: nobody has chosen yet. */
  shown?: string[];
  /** True once events were counted together: then rows point to no event. */
  counted?: boolean;
}

export type Command = (flow: Flow) => Flow;
