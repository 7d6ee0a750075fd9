import type { SnsMessage } from "./envelope.ts";

/** What a filter policy looks at: the message's attributes, or its body. Undefined: nothing to look at. */
export function filterFacts({ attributes, message }: SnsMessage, scope: string): object | undefined {
  if (scope === "MessageBody") return parsed(message);
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue = "" }]) => {
      if (DataType.startsWith("Number")) return [name, Number(StringValue)];
      return [name, DataType.startsWith("String.Array") ? (parsed(StringValue) ?? []) : StringValue];
    }),
  );
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
