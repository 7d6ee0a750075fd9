import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import type { TrailList, TrailSettings } from "./trail-settings.ts";

export function requireTrail(
  { accountId }: World,
  trails: TrailList,
  region: string,
  nameOrArn: string,
): TrailSettings {
  if (nameOrArn.startsWith("arn:") && !/^arn:aws[\w-]*:cloudtrail:[\w-]+:\d{12}:trail\/.+$/.test(nameOrArn)) {
    throw new AwsError("CloudTrailARNInvalidException", `Trail ARN ${nameOrArn} is not valid.`);
  }
  const trail = trails.find(region, nameOrArn);
  if (trail !== undefined) return trail;
  throw new AwsError("TrailNotFoundException", `Unknown trail: ${nameOrArn} for the user: ${accountId}`);
}

/** A trail is changed in its home Region only. */
export function requireOwnTrail(
  world: World,
  trails: TrailList,
  region: string,
  nameOrArn: string,
): TrailSettings {
  const trail = requireTrail(world, trails, region, nameOrArn);
  if (trail.homeRegion === region) return trail;
  throw new AwsError(
    "InvalidHomeRegionException",
    `Trail ${trail.name} can be changed only in its home Region, ${trail.homeRegion}.`,
  );
}
