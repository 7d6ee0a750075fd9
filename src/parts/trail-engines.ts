import { createArchiveEngine } from "../archive/archive-engine.ts";
import { createAthena } from "../aws/athena/athena.ts";
import { isInBucket } from "../aws/bucket-url.ts";
import type { AwsClients } from "../aws/clients.ts";
import { createEventHistory } from "../aws/event-history/event-history.ts";
import { createInsights } from "../aws/insights/insights.ts";
import { createLogGroup } from "../aws/log-group/log-group.ts";
import { createTrailBucket } from "../aws/trail-bucket.ts";
import type { FileSettings } from "../config.ts";
import type { QueryEngineName } from "../domain/query/query.ts";
import type { QueryEngine, TakeBudget } from "../flows/ports.ts";

export interface EngineParts {
  clients: AwsClients;
  takeBudget: TakeBudget;
  now: () => Date;
}

/** What can be asked about an account's CloudTrail records; undefined where the settings name nothing. */
export function trailEngines(
  account: FileSettings["accounts"][number],
  parts: EngineParts,
): Record<QueryEngineName, QueryEngine | undefined> {
  const { id, logGroups, archive, athena, regions } = account;
  const groups = logGroups.map(({ region, name }) => ({ account: id, region, group: name }));
  const hasGroups = groups.length > 0;
  const table = athena && { ...athena, account: id, region: athena.region ?? regions[0] ?? "us-east-1" };
  return {
    "event-history": account.eventHistory ? createEventHistory(parts) : undefined,
    "log-group": hasGroups ? createLogGroup({ ...parts, groups }) : undefined,
    insights: hasGroups && account.insights ? createInsights({ ...parts, groups }) : undefined,
    athena: table && createAthena({ ...parts, table }),
    archive: archive === undefined ? undefined : archiveEngine({ id, archive, home: regions[0] }, parts),
  };
}

/** CloudTrail files in a folder or a bucket. */
export function archiveEngine(
  { id, archive, home = "us-east-1" }: { id: string; archive: string; home?: string },
  { clients, now }: Pick<EngineParts, "clients" | "now">,
): QueryEngine {
  const bucket = isInBucket(archive)
    ? createTrailBucket({ clients, account: id, region: home, url: archive })
    : undefined;
  return createArchiveEngine({ folder: archive, bucket, now });
}
