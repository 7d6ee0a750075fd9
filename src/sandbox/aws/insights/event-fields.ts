import type { LogEvent, LogGroup } from "../logs/log-groups.ts";
import { discoveredFields, leaf } from "./discovered-fields.ts";
import type { Value } from "./value.ts";

/** An event's fields as a query sees them. Commands add to them. */
export interface Row {
  read: (name: string) => Value;
  write: (name: string, value: Value) => void;
  names: () => string[];
  /** Where the event lies; left out once events were counted together. */
  event?: LogEvent;
}

/** A log event with its own fields and those found in a JSON message. `now` is read as @now. */
export function eventRow(event: LogEvent, { arn }: Pick<LogGroup, "arn">, now = 0): Row {
  const [, , , , account = "", , group = ""] = arn.split(":");
  const own = new Map<string, Value>([
    ["@timestamp", { instant: event.timestamp }],
    ["@ingestionTime", { instant: event.ingestedAt }],
    ["@message", event.message],
    ["@logStream", event.stream],
    ["@log", `${account}:${group}`],
  ]);
  let found: ReturnType<typeof discoveredFields> | undefined;
  const discovered = () => {
    found ??= discoveredFields(event.message);
    return found;
  };
  return {
    event,
    read(name) {
      if (own.has(name)) return own.get(name);
      if (name === "@now") return { instant: now };
      return discovered().read(name) ?? insideOf(own, name);
    },
    write: (name, value) => void own.set(name, value),
    names: () => [...new Set([...own.keys(), ...discovered().names()])],
  };
}

export function rowOf(values: Iterable<readonly [string, Value]>): Row {
  const fields = new Map(values);
  return {
    read: (name) => fields.get(name) ?? insideOf(fields, name),
    write: (name, value) => void fields.set(name, value),
    names: () => [...fields.keys()],
  };
}

/** `parsed.user.name`, where `parsed` holds what jsonParse made. */
function insideOf(fields: Map<string, Value>, name: string): Value {
  const steps = name.split(".");
  for (let length = steps.length - 1; length > 0; length -= 1) {
    let value: unknown = fields.get(steps.slice(0, length).join("."));
    if (typeof value !== "object" || value === null) continue;
    for (const step of steps.slice(length)) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string, unknown>)[step];
    }
    return leaf(value);
  }
  return undefined;
}
