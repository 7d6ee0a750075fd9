import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import type { Bus, EventBuses } from "./event-buses.ts";
import { requireBus } from "./eventbridge-rules.ts";

const Tags = z.array(z.object({ Key: z.string(), Value: z.string() }));
const CreateEventBus = z.object({ Name: z.string().regex(/^[.\-_A-Za-z0-9]{1,256}$/), Tags: Tags.nullish() });
const MaybeNamed = z.object({ Name: z.string().nullish() });
const ListEventBuses = z.object({ NamePrefix: z.string().nullish() });
const OfResource = z.object({ ResourceARN: z.string() });

export function busOperations(world: World, buses: EventBuses): Operations {
  return {
    CreateEventBus({ region, input }) {
      const { Name, Tags: tags } = readInput(CreateEventBus, input);
      if (buses.find(region, Name)) {
        throw new AwsError("ResourceAlreadyExistsException", `Event bus ${Name} already exists.`);
      }
      const bus = buses.create(region, Name);
      if (tags) buses.tags.set(bus.arn, Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])));
      world.changed();
      return { EventBusArn: bus.arn };
    },
    DescribeEventBus({ region, input }) {
      return busView(requireBus(buses, region, readInput(MaybeNamed, input).Name));
    },
    ListEventBuses({ region, input }) {
      const { NamePrefix } = readInput(ListEventBuses, input);
      const listed = buses.list(region).filter((bus) => bus.name.startsWith(NamePrefix ?? ""));
      return { EventBuses: listed.map(busView) };
    },
    DeleteEventBus({ region, input }) {
      const bus = buses.find(region, readInput(CreateEventBus, input).Name);
      if (bus === undefined) return {};
      if (bus.name === "default")
        throw new AwsError("ValidationException", "Cannot delete event bus default.");
      if (buses.rules(bus).length > 0) {
        throw new AwsError("ValidationException", "Event bus can't be deleted since it has rules.");
      }
      buses.remove(bus);
      world.changed();
      return {};
    },
    TagResource({ input }) {
      const { ResourceARN, Tags: tags } = readInput(OfResource.extend({ Tags }), input);
      const added = Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
      buses.tags.set(ResourceARN, { ...buses.tags.get(ResourceARN), ...added });
      world.changed();
      return {};
    },
    UntagResource({ input }) {
      const { ResourceARN, TagKeys } = readInput(OfResource.extend({ TagKeys: z.array(z.string()) }), input);
      const kept = Object.entries(buses.tags.get(ResourceARN) ?? {}).filter(
        ([key]) => !TagKeys.includes(key),
      );
      buses.tags.set(ResourceARN, Object.fromEntries(kept));
      world.changed();
      return {};
    },
    ListTagsForResource({ input }) {
      const tags = buses.tags.get(readInput(OfResource, input).ResourceARN) ?? {};
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}

function busView({ name, arn, createdAt }: Bus): object {
  return { Name: name, Arn: arn, CreationTime: new Date(createdAt), LastModifiedTime: new Date(createdAt) };
}
