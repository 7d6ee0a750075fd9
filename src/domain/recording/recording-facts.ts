import type { TrailSelectors } from "./trail-selectors.ts";

/** What could not be read, and the sentence that says why; `fix` is the policy statement that would allow it. */
export interface Unknown {
  unknown: string;
  fix?: string;
}

export const isUnknown = (fact: object): fact is Unknown => "unknown" in fact;

/** A trail as DescribeTrails, GetTrailStatus and GetEventSelectors tell of it. Its names are foreign text. */
export interface TrailFacts {
  name: string;
  arn: string;
  home: string;
  multiRegion: boolean;
  globalEvents: boolean;
  bucket?: string;
  /** Without slashes at its ends. */
  prefix?: string;
  /** ARN, without `:*`. */
  logGroup?: string;
  status: TrailStatus | Unknown;
  selectors: TrailSelectors | Unknown;
}

export interface TrailStatus {
  logging: boolean;
  /** Of the latest start and the latest stop. */
  startedAt?: Date;
  stoppedAt?: Date;
  /** To the bucket, and to the log group. */
  deliveredAt?: Date;
  deliveryError?: string;
  groupDeliveredAt?: Date;
  groupError?: string;
}

/** A log group as DescribeLogGroups and DescribeLogStreams tell of it. */
export interface LogGroupFacts {
  region: string;
  name: string;
  /** Absent when there is none of this name. */
  group?: { arn: string; createdAt?: Date; retentionDays?: number };
  /** The newest event of any stream; AWS may be an hour late with it. */
  lastEvent?: Date | Unknown;
}
