import { z } from "zod";
import { parseBoundedJson } from "./bounded-json.ts";

const id = z.string().regex(/^[\w-]{8,128}$/);
const delivered = z.union([
  z.object({ "detail-type": z.string(), id }).transform((event) => `eb:${event.id}`),
  z
    .object({ Type: z.string(), TopicArn: z.string(), MessageId: id })
    .transform((envelope) => `sns:${envelope.MessageId}`),
]);

/**
 * The key by which the same delivery is known on any path: `eb:<event id>` or `sns:<MessageId>`, as the body
 * says; `otherwise` when it says neither.
 */
export function transportKey(body: string, otherwise: string): string {
  const json = parseBoundedJson(body);
  const parsed = delivered.safeParse("value" in json ? json.value : undefined);
  return parsed.success ? parsed.data : otherwise;
}
