import { z } from "zod";
import { severities } from "../domain/finding.ts";
import { groupings } from "../domain/incident/grouping.ts";
import { channelId, runbookId } from "./ids.ts";
import { ladderName } from "./ladder.ts";
import { routeResolveForm } from "./tending.ts";

export const groupBy = z
  .array(z.enum(groupings, `must be some of ${groupings.join(", ")}`))
  .min(1, "needs at least one: without any, all alarms would be one incident");

const glob = z.string().min(1, "is empty, so it matches nothing");

/** One of `routes`; the first that matches an alarm counts, and what it leaves out has its default. */
export const routeForm = z.strictObject({
  /** With `*` for anything. */
  match: z
    .strictObject({
      name: glob,
      account: glob,
      region: glob,
      namespace: glob,
      /** By key; where the event does not carry them they are read from CloudWatch after the first message. */
      tags: z
        .record(z.string().min(1).max(128), glob)
        .refine((tags) => Object.keys(tags).length > 0, "names no tag"),
    })
    .partial()
    .refine((match) => Object.keys(match).length > 0, "matches every alarm: name at least one condition"),
  channel: channelId.optional(),
  runbook: runbookId.optional(),
  ladder: ladderName.optional(),
  severity: z.enum(severities).optional(),
  groupBy: groupBy.optional(),
  resolve: routeResolveForm.optional(),
});
