import type { World } from "../world.ts";
import type { AdvancedSelector, EventSelector } from "./selectors.ts";

/** A trail: where it writes, and what. */
export interface TrailSettings {
  name: string;
  arn: string;
  homeRegion: string;
  bucket: string;
  keyPrefix?: string;
  topic?: string;
  logGroupArn?: string;
  logRoleArn?: string;
  kmsKeyId?: string;
  multiRegion: boolean;
  globalEvents: boolean;
  organisation: boolean;
  validation: boolean;
  /** Exactly one of the two kinds is set. */
  selectors?: EventSelector[];
  advanced?: AdvancedSelector[];
  /** Newest last; milliseconds since 1970. The trail records from `from` up to and with `to`, or until now. */
  logging: { from: number; to?: number }[];
  tags: Record<string, string>;
}

/** The account's trails by home Region and name. */
export interface TrailList {
  list: () => TrailSettings[];
  /** Those that are shown in a Region: its own, and the shadows of multi-Region trails from elsewhere. */
  inRegion: (region: string) => TrailSettings[];
  /** By name, within the Region, or by ARN. */
  find: (region: string, nameOrArn: string) => TrailSettings | undefined;
  save: (trail: TrailSettings) => void;
  remove: (trail: TrailSettings) => void;
  arnOf: (region: string, name: string) => string;
  /** True until a trail was made or a state was restored. */
  untouched: () => boolean;
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

export const MANAGEMENT_ONLY: EventSelector[] = [
  {
    ReadWriteType: "All",
    IncludeManagementEvents: true,
    DataResources: [],
    ExcludeManagementEventSources: [],
  },
];

export function createTrailList({ accountId }: Pick<World, "accountId">): TrailList {
  const trails = new Map<string, TrailSettings>();
  let restored = false;
  const inRegion = (region: string) =>
    [...trails.values()].filter((trail) => trail.homeRegion === region || trail.multiRegion);
  return {
    list: () => [...trails.values()],
    inRegion,
    find: (region, nameOrArn) =>
      trails.get(nameOrArn) ?? inRegion(region).find((trail) => trail.name === nameOrArn),
    save: (trail) => trails.set(trail.arn, trail),
    remove: (trail) => trails.delete(trail.arn),
    arnOf: (region, name) => `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`,
    untouched: () => !restored && trails.size === 0,
    snapshot: () => [...trails.values()],
    restore(saved) {
      restored = true;
      for (const trail of saved as TrailSettings[]) trails.set(trail.arn, trail);
    },
  };
}

export function isLogging(trail: TrailSettings, at: number): boolean {
  return trail.logging.some(({ from, to }) => from <= at && at <= (to ?? Number.POSITIVE_INFINITY));
}
