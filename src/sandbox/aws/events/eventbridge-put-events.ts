import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import type { Call } from "../wire/call.ts";
import { numeric, readInput } from "../wire/input.ts";
import type { World } from "../world.ts";
import { busEvent } from "./bus-event.ts";
import type { EventBuses } from "./event-buses.ts";
import type { DeliverEvent } from "./event-delivery.ts";

const Entry = z.object({
  Source: z.string().nullish(),
  DetailType: z.string().nullish(),
  Detail: z.string().nullish(),
  Resources: z.array(z.string()).nullish(),
  Time: numeric.nullish(),
  EventBusName: z.string().nullish(),
});
type Entry = z.output<typeof Entry>;
const PutEvents = z.object({ Entries: z.array(Entry) });

const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

/** A bad entry does not fail the call: the answer says for each one what became of it. */
export function putEvents(
  world: World,
  buses: EventBuses,
  deliver: DeliverEvent,
  { region, input }: Call,
): object {
  const { Entries } = readInput(PutEvents, input);
  if (Entries.length < 1 || Entries.length > MAX_ENTRIES) {
    const bound = Entries.length < 1 ? "greater than or equal to 1" : `less than or equal to ${MAX_ENTRIES}`;
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > MAX_BYTES) {
    throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
  }
  const answers = Entries.map((entry) => {
    const fault = faultOf(entry);
    if (fault !== undefined) return fault;
    const event = busEvent(world, region, {
      source: entry.Source ?? "",
      detailType: entry.DetailType ?? "",
      detail: JSON.parse(entry.Detail ?? "{}"),
      resources: entry.Resources ?? [],
      at: entry.Time == null ? world.clock() : new Date(entry.Time * 1000),
    });
    const bus = buses.find(region, entry.EventBusName);
    // A bus that does not exist swallows the event; AWS answers with an id all the same.
    if (bus !== undefined) deliver(bus, event);
    else world.report.undelivered("PutEvents", String(entry.EventBusName), "The event bus does not exist.");
    return { EventId: event.id };
  });
  return { FailedEntryCount: answers.filter((answer) => "ErrorCode" in answer).length, Entries: answers };
}

function faultOf({
  Source,
  DetailType,
  Detail,
}: Entry): { ErrorCode: string; ErrorMessage: string } | undefined {
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (value) continue;
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: "InvalidArgument", ErrorMessage };
  }
  if (/^aws\./i.test(Source ?? "")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  return isObject(Detail ?? "")
    ? undefined
    : { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** As AWS counts: the time is 14 bytes, the rest its UTF-8 length. */
function sizeOf({ Source, DetailType, Detail, Resources, Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...(Resources ?? [])].map((text) =>
    Buffer.byteLength(text ?? ""),
  );
  return texts.reduce((sum, bytes) => sum + bytes, Time == null ? 0 : 14);
}
