import { z } from "zod";
import { parseBoundedJson } from "./bounded-json.ts";
import { parseStateTime } from "./state-time.ts";

/**
 * The zod pieces that alarm messages are made of. What only describes an alarm is dropped when it is
 * malformed, because an alarm without its description is better than no alarm.
 */

// PostgreSQL keeps no NUL in a text.
const withoutNul = (value: string) => value.replaceAll("\0", "\uFFFD");

export const text = z.string().transform(withoutNul);
export const optionalText = text.optional().catch(undefined);
export const optionalFlag = z.boolean().optional().catch(undefined);
export const optionalCount = z.number().positive().optional().catch(undefined);
export const optionalTime = z.string().transform(parseStateTime).optional().catch(undefined);

export const state = z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]);
export const optionalState = state.optional().catch(undefined);

/** An object whose absence or malformation leaves nothing out but itself. */
export function optionalObject<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).optional().catch(undefined);
}

/** A list in which a malformed element costs only itself. */
export function listOf<T extends z.ZodType>(element: T) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((items) =>
      items.flatMap((item) => {
        const parsed = element.safeParse(item);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

const namedValue = z.union([
  z.object({ name: z.string(), value: z.unknown() }).transform(({ name, value }) => [name, value] as const),
  z.object({ key: z.string(), value: z.unknown() }).transform(({ key, value }) => [key, value] as const),
  z.object({ Key: z.string(), Value: z.unknown() }).transform(({ Key, Value }) => [Key, Value] as const),
]);

/** Dimensions, attributes, tags: an object of scalars, or a list of `{name, value}` or `{Key, Value}`. */
export const namedValues = z
  .union([
    listOf(namedValue).refine((entries) => entries.length > 0),
    z.looseObject({}).transform((object) => Object.entries(object)),
  ])
  .catch([])
  .transform((entries): Record<string, string> => {
    const record: Record<string, string> = {};
    for (const [name, value] of entries) {
      // A text assigned to __proto__ is ignored by the language, so a hostile name changes nothing.
      if (["string", "number", "boolean"].includes(typeof value)) {
        record[withoutNul(name)] = withoutNul(String(value));
      }
    }
    return record;
  });

/** `reasonData` is a JSON text in events and an object in log alarms. */
export function reasonDataOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .preprocess((value) => {
      if (typeof value !== "string") return value;
      const json = parseBoundedJson(value);
      return "value" in json ? json.value : undefined;
    }, z.object(shape))
    .optional()
    .catch(undefined);
}
