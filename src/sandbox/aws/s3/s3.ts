import type { Operations, World } from "../world.ts";
import { bucketOperations } from "./bucket-operations.ts";
import type { Buckets } from "./buckets.ts";
import { objectOperations } from "./object-operations.ts";

/**
 * S3, as far as a trail's files need it: buckets, lists by prefix, objects whole and in part. Whoever is in one of the
 * accounts here may read and write every bucket. Objects do not survive a restart; those of trails come again.
 */
export function s3Operations(world: World, buckets: Buckets): Operations {
  return { ...bucketOperations(world, buckets), ...objectOperations(world, buckets) };
}
