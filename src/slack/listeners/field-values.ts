import { z } from "zod";
import { redactText } from "../../domain/text/redact.ts";
import { fieldAction } from "../views/modal.ts";

/** What a person filled in, by field; an empty field is absent. */
export type Fields = Record<string, string | undefined>;

const element = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_user: z.string().nullish(),
  selected_channel: z.string().nullish(),
});
const stateValues = z.record(z.string(), z.record(z.string(), element));

export function fieldValues(values: unknown): Fields {
  return Object.fromEntries(
    Object.entries(stateValues.parse(values)).map(([block, actions]) => {
      const field = actions[fieldAction];
      const value =
        field?.value ?? field?.selected_option?.value ?? field?.selected_user ?? field?.selected_channel;
      // What people type or paste is kept and shown to others.
      return [block, (value && redactText(value.trim())) || undefined];
    }),
  );
}
