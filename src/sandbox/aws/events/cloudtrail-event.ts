import { createHash } from "node:crypto";
import type { TrailEvent } from "../trails/trail-event.ts";
import type { World } from "../world.ts";
import { type BusEvent, busEvent } from "./bus-event.ts";

const DETAIL_TYPES: Record<string, string> = {
  AwsApiCall: "AWS API Call via CloudTrail",
  AwsConsoleSignIn: "AWS Console Sign In via CloudTrail",
  AwsConsoleAction: "AWS Console Action via CloudTrail",
  AwsServiceEvent: "AWS Service Event via CloudTrail",
  AwsCloudTrailInsight: "AWS Insight via CloudTrail",
  AwsVpceEvent: "AWS Network Activity Event via CloudTrail",
  AwsVpceEvents: "AWS Network Activity Event via CloudTrail",
};
const MAX_BYTES = 256 * 1024;

/** A record as EventBridge passes it on; undefined for what is too large. */
export function cloudTrailEvent(world: World, event: TrailEvent, at: Date): BusEvent | undefined {
  if (Buffer.byteLength(event.text) > MAX_BYTES) return undefined;
  const record = JSON.parse(event.text) as { eventType?: string };
  const insight = event.category === "Insight";
  return busEvent(world, event.region, {
    source: insight ? "aws.cloudtrail" : `aws.${event.eventSource.replace(/\.amazonaws\.com$/, "")}`,
    detailType: DETAIL_TYPES[record.eventType ?? "AwsApiCall"] ?? "AWS API Call via CloudTrail",
    detail: record,
    at,
  });
}

/** How long CloudTrail takes to tell EventBridge, by the event's id: seconds. */
export function busLagMs({ eventId }: TrailEvent): number {
  return 2_000 + (createHash("sha1").update(eventId).digest().readUInt16LE(2) % 18_000);
}

/** Most rules never see calls that only read: their state must ask for them. */
export function isQuietRead({ category, readOnly }: TrailEvent): boolean {
  return category === "Management" && readOnly === "true";
}
