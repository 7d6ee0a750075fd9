import { expect, test } from "vitest";
import type { QueryPlan, QueryProgress } from "../query/query.ts";
import { readShare } from "./read-share.ts";

const window = { from: new Date("2026-11-14T00:00:00Z"), to: new Date("2026-11-14T10:00:00Z") };
const at = (hour: number) => new Date(`2026-11-14T0${hour}:00:00Z`);
const plan = (engine: QueryPlan["engine"], calls?: number): QueryPlan => ({
  engine,
  pushedDown: [],
  checkedHere: [],
  estimate: { calls },
  command: "",
});
const progress = (more: Partial<QueryProgress> = {}): QueryProgress => ({
  pagesRead: 2,
  scanned: 9,
  matched: 1,
  ...more,
});
const leg = (state: "waiting" | "done" | "failed", region: string) =>
  ({ engine: "event-history", account: "111122223333", region, state }) as const;

test.each<[string, Parameters<typeof readShare>[0], number | undefined]>([
  [
    "back to 07:00 of a day read from its end",
    { window, plan: plan("event-history"), progress: progress({ oldestEvent: at(7), newestEvent: at(9) }) },
    0.3,
  ],
  ["2 of about 8 pages", { window, plan: plan("athena", 8), progress: progress() }, 0.25],
  [
    "more pages than were thought",
    { window, plan: plan("athena", 2), progress: progress({ pagesRead: 9 }) },
    0.99,
  ],
  [
    "one of two parts, whatever times they are at",
    {
      window,
      plan: plan("event-history"),
      progress: progress({
        oldestEvent: at(0),
        legs: [leg("done", "eu-central-1"), leg("waiting", "us-east-1")],
      }),
    },
    0.5,
  ],
  ["an engine that tells nothing", { window, plan: plan("athena"), progress: progress() }, undefined],
  ["nothing yet", { window, plan: plan("event-history", 8), progress: null }, undefined],
])("of %s is read what can be told", (_, run, share) => {
  const told = readShare(run);
  if (share === undefined) expect(told).toBeUndefined();
  else expect(told).toBeCloseTo(share);
});
