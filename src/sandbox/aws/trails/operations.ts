import { z } from "zod";
import type { LogGroups } from "../logs/log-groups.ts";
import { AwsError } from "../wire/aws-error.ts";
import { flag, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import { requireOwnTrail, requireTrail } from "./require-trail.ts";
import { selectorOperations } from "./selector-operations.ts";
import type { Trail } from "./trail.ts";
import { MANAGEMENT_ONLY, type TrailList, type TrailSettings } from "./trail-settings.ts";
import { statusOf } from "./trail-status.ts";

const Name = z.object({ Name: z.string() });
const Text = z.string().nullish();
const Settings = Name.extend({
  S3BucketName: Text,
  S3KeyPrefix: Text,
  SnsTopicName: Text,
  IncludeGlobalServiceEvents: flag.nullish(),
  IsMultiRegionTrail: flag.nullish(),
  IsOrganizationTrail: flag.nullish(),
  EnableLogFileValidation: flag.nullish(),
  CloudWatchLogsLogGroupArn: Text,
  CloudWatchLogsRoleArn: Text,
  KmsKeyId: Text,
  TagsList: z.array(z.object({ Key: z.string(), Value: Text })).nullish(),
});
type Settings = z.output<typeof Settings>;
const DescribeTrails = z.object({
  trailNameList: z.array(z.string()).nullish(),
  includeShadowTrails: flag.nullish(),
});
const ListTags = z.object({ ResourceIdList: z.array(z.string()).min(1).max(20) });

/** What a preflight reads about trails, and what an intruder does to them. */
export function trailOperations(
  world: World,
  { trails, groups, trail: history }: { trails: TrailList; groups: LogGroups; trail: Trail },
): Operations {
  const setLogging =
    (on: boolean): Operations[string] =>
    ({ region, input }) => {
      const trail = requireOwnTrail(world, trails, region, readInput(Name, input).Name);
      const now = world.clock().getTime();
      const last = trail.logging.at(-1);
      const running = last !== undefined && last.to === undefined;
      if (on && !running) trails.save({ ...trail, logging: [...trail.logging, { from: now }] });
      if (!on && running) {
        trails.save({ ...trail, logging: [...trail.logging.slice(0, -1), { ...last, to: now }] });
      }
      world.changed();
      return {};
    };
  return {
    ...selectorOperations(world, trails),
    DescribeTrails({ region, input }) {
      const { trailNameList, includeShadowTrails } = readInput(DescribeTrails, input);
      const wanted = trailNameList?.length
        ? trailNameList.flatMap((name) => trails.find(region, name) ?? [])
        : trails.inRegion(region);
      const shown = wanted.filter((trail) => includeShadowTrails !== false || trail.homeRegion === region);
      return { trailList: shown.map(trailView) };
    },
    ListTrails() {
      const listed = trails.list();
      return {
        Trails: listed.map(({ arn, name, homeRegion }) => ({
          TrailARN: arn,
          Name: name,
          HomeRegion: homeRegion,
        })),
      };
    },
    GetTrail({ region, input }) {
      return { Trail: trailView(requireTrail(world, trails, region, readInput(Name, input).Name)) };
    },
    GetTrailStatus({ region, input }) {
      const trail = requireTrail(world, trails, region, readInput(Name, input).Name);
      return statusOf(trail, history, world.clock().getTime());
    },
    StartLogging: setLogging(true),
    StopLogging: setLogging(false),
    CreateTrail({ region, input }) {
      const wish = readInput(Settings, input);
      requireName(wish.Name);
      if (trails.list().some(({ name, homeRegion }) => name === wish.Name && homeRegion === region)) {
        throw new AwsError(
          "TrailAlreadyExistsException",
          `Trail ${wish.Name} already exists for customer: ${world.accountId}`,
        );
      }
      if (!wish.S3BucketName)
        throw new AwsError("InvalidS3BucketNameException", "Bucket name cannot be blank!");
      const blank: TrailSettings = {
        name: wish.Name,
        arn: trails.arnOf(region, wish.Name),
        homeRegion: region,
        bucket: wish.S3BucketName,
        multiRegion: false,
        globalEvents: true,
        organisation: false,
        validation: false,
        selectors: MANAGEMENT_ONLY,
        logging: [],
        tags: Object.fromEntries((wish.TagsList ?? []).map(({ Key, Value }) => [Key, Value ?? ""])),
      };
      const trail = changed(blank, wish);
      requireGroup(groups, trail);
      trails.save(trail);
      world.changed();
      return trailView(trail);
    },
    UpdateTrail({ region, input }) {
      const wish = readInput(Settings, input);
      const trail = changed(requireOwnTrail(world, trails, region, wish.Name), wish);
      requireGroup(groups, trail);
      trails.save(trail);
      world.changed();
      return trailView(trail);
    },
    DeleteTrail({ region, input }) {
      trails.remove(requireOwnTrail(world, trails, region, readInput(Name, input).Name));
      world.changed();
      return {};
    },
    ListTags({ region, input }) {
      const { ResourceIdList } = readInput(ListTags, input);
      const listed = ResourceIdList.map((arn) => requireTrail(world, trails, region, arn));
      return {
        ResourceTagList: listed.map(({ arn, tags }) => ({
          ResourceId: arn,
          TagsList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        })),
      };
    },
  };
}

/** What UpdateTrail does not name stays; an empty log group takes it away. */
function changed(trail: TrailSettings, wish: Settings): TrailSettings {
  const group = wish.CloudWatchLogsLogGroupArn ?? trail.logGroupArn;
  return {
    ...trail,
    bucket: wish.S3BucketName ?? trail.bucket,
    keyPrefix: wish.S3KeyPrefix ?? trail.keyPrefix,
    topic: wish.SnsTopicName ?? trail.topic,
    logGroupArn: group || undefined,
    logRoleArn: group ? (wish.CloudWatchLogsRoleArn ?? trail.logRoleArn) : undefined,
    kmsKeyId: wish.KmsKeyId ?? trail.kmsKeyId,
    multiRegion: wish.IsMultiRegionTrail ?? trail.multiRegion,
    globalEvents: wish.IncludeGlobalServiceEvents ?? trail.globalEvents,
    organisation: wish.IsOrganizationTrail ?? trail.organisation,
    validation: wish.EnableLogFileValidation ?? trail.validation,
  };
}

function requireName(name: string): void {
  if (/^(?!.*[._-]{2})[A-Za-z0-9][\w.-]{1,126}[A-Za-z0-9]$/.test(name)) return;
  throw new AwsError(
    "InvalidTrailNameException",
    "Trail name must be 3 to 128 letters, digits, periods, underscores or dashes, and start and end with a letter or digit.",
  );
}

function requireGroup(groups: LogGroups, { homeRegion, logGroupArn, logRoleArn }: TrailSettings): void {
  if (logGroupArn === undefined) return;
  if (groups.find(homeRegion, logGroupArn) === undefined || !logGroupArn.startsWith("arn:")) {
    throw new AwsError(
      "InvalidCloudWatchLogsLogGroupArnException",
      "CloudTrail cannot validate the specified log group ARN.",
    );
  }
  if (!logRoleArn) {
    throw new AwsError(
      "InvalidCloudWatchLogsRoleArnException",
      "You must specify a role ARN as well as a log group.",
    );
  }
}

function trailView(trail: TrailSettings): object {
  return {
    Name: trail.name,
    S3BucketName: trail.bucket,
    S3KeyPrefix: trail.keyPrefix,
    SnsTopicName: trail.topic,
    SnsTopicARN: trail.topic,
    IncludeGlobalServiceEvents: trail.globalEvents,
    IsMultiRegionTrail: trail.multiRegion,
    HomeRegion: trail.homeRegion,
    TrailARN: trail.arn,
    LogFileValidationEnabled: trail.validation,
    CloudWatchLogsLogGroupArn: trail.logGroupArn,
    CloudWatchLogsRoleArn: trail.logRoleArn,
    KmsKeyId: trail.kmsKeyId,
    HasCustomEventSelectors: trail.advanced !== undefined || trail.selectors !== MANAGEMENT_ONLY,
    HasInsightSelectors: false,
    IsOrganizationTrail: trail.organisation,
  };
}
