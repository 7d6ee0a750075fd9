/** What the answer of one runbook step must show. Events and counts are of distinct events. */
export interface StepAnswer {
  /** For people: what this step finds. */
  finds: string;
  /** How many events or log lines match; what services did in a caller's name is left out. */
  matched?: number;
  /** Every matching event, oldest first. */
  eventIds?: string[];
  /** Column → value → how many. */
  counts?: Record<string, Record<string, number>>;
  /** A column added up, by another: for instance bytes by address. */
  sums?: { of: string; by: string; values: Record<string, number> };
  /** Column → the values that stand on top and how many of each: every other value has fewer. */
  top?: Record<string, Record<string, number>>;
  /** Column → every distinct value, sorted. */
  values?: Record<string, string[]>;
}

/** What every story says about itself. */
export interface ScenarioAnswer {
  verdict: "attack" | "benign";
  /** One sentence that a lead would write into the report. */
  summary: string;
  /** At the end, by the rules that raise it. */
  severity: "P1" | "P2" | "P3" | "P4";
  /** The runbook to begin with, and what a person must tell it that no alarm says. */
  runbook: string;
  inputs: Record<string, string>;
  /** Where the company's people sit: the address that everybody trusts. */
  officeAddress: string;
  /** Runbook id → step id → what a run of the step must find. */
  steps: Record<string, Record<string, StepAnswer>>;
  /** Texts that an intruder wrote: shown, they must not ping, link, format or compute. */
  hostileTexts: string[];
  /** None of these may ever be shown, kept or logged. Each one stands in a record or an access log. */
  secrets: string[];
  /** Records whose eventID came before. */
  duplicates: number;
  totalRecords: number;
}
