import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { readInput } from "../wire/input.ts";

const Batch = z.object({ Entries: z.array(z.looseObject({ Id: z.string() })).nullish() });
const MAX_ENTRIES = 10;

/** Does each entry by itself: one that fails is reported and leaves the others alone. */
export function forEachEntry(input: unknown, act: (entry: object) => object): object {
  const entries = readInput(Batch, input).Entries ?? [];
  if (entries.length === 0)
    throw batchError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > MAX_ENTRIES) {
    throw batchError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MAX_ENTRIES}.`,
    );
  }
  if (new Set(entries.map((entry) => entry.Id)).size < entries.length) {
    throw batchError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  }
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.queryCode, Message: error.message });
    }
  }
  return { Successful, ...(Failed.length > 0 && { Failed }) };
}

function batchError(code: string, message: string): AwsError {
  return new AwsError(code, message, { queryCode: `AWS.SimpleQueueService.${code}` });
}
