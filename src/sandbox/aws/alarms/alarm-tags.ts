import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import type { Alarm, Alarms } from "./alarms.ts";
import { asRecord, Tags } from "./put-metric-alarm.ts";

const OfResource = z.object({ ResourceARN: z.string() });

export function alarmTagOperations(world: World, alarms: Alarms): Operations {
  const change = (alarm: Alarm, tags: Record<string, string>) => {
    alarms.save({ ...alarm, tags });
    world.changed();
    return {};
  };
  const alarmOf = (region: string, arn: string): Alarm => {
    const alarm = alarms.find(region, arn);
    if (alarm !== undefined && arn.startsWith("arn:")) return alarm;
    throw new AwsError("ResourceNotFoundException", `The alarm ${arn} does not exist.`, { status: 404 });
  };
  return {
    ListTagsForResource({ region, input }) {
      const { tags } = alarmOf(region, readInput(OfResource, input).ResourceARN);
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
    TagResource({ region, input }) {
      const { ResourceARN, Tags: added } = readInput(OfResource.extend({ Tags }), input);
      const alarm = alarmOf(region, ResourceARN);
      return change(alarm, { ...alarm.tags, ...asRecord(added) });
    },
    UntagResource({ region, input }) {
      const { ResourceARN, TagKeys } = readInput(OfResource.extend({ TagKeys: z.array(z.string()) }), input);
      const alarm = alarmOf(region, ResourceARN);
      const kept = Object.entries(alarm.tags).filter(([key]) => !TagKeys.includes(key));
      return change(alarm, Object.fromEntries(kept));
    },
  };
}
