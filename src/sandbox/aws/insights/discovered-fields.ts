import type { Value } from "./value.ts";

const MOST_FIELDS = 200;

/** The fields found in a JSON message: the first 200, arrays by index. A message that is no JSON has none. */
export function discoveredFields(message: string): { read: (name: string) => Value; names: () => string[] } {
  const json = jsonOf(message);
  if (json === undefined) return { read: () => undefined, names: () => [] };
  let flat: Map<string, Value> | undefined;
  const flattened = () => {
    flat ??= flatten(json);
    return flat;
  };
  // Nearly every message is plain: few fields, no odd names. Those are read in place, which is much faster.
  const plain = isPlain(json);
  return {
    read: (name) => (plain ? atPath(json, name) : flattened().get(name)),
    names: () => [...flattened().keys()],
  };
}

/** Booleans are 1 and 0. */
export function leaf(value: unknown): Value {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string" || typeof value === "number") return value;
  return typeof value === "object" && value !== null ? value : undefined;
}

export function jsonOf(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

function flatten(json: object): Map<string, Value> {
  const fields = new Map<string, Value>();
  const walk = (value: unknown, path: string) => {
    if (fields.size >= MOST_FIELDS) return;
    if (typeof value !== "object" || value === null) {
      const content = leaf(value);
      if (content !== undefined) fields.set(path, content);
      return;
    }
    for (const [name, child] of Object.entries(value)) {
      // A field of the message's own that begins with @ is read as @@.
      const step = path === "" && name.startsWith("@") ? `@${name}` : name;
      walk(child, path === "" ? step : `${path}.${step}`);
    }
  };
  walk(json, "");
  return fields;
}

function isPlain(json: object): boolean {
  let leaves = 0;
  const walk = (value: unknown): boolean => {
    if (typeof value !== "object" || value === null) {
      leaves += 1;
      return leaves <= MOST_FIELDS;
    }
    for (const name in value) {
      if (name.includes(".") || name.startsWith("@") || !walk((value as Record<string, unknown>)[name]))
        return false;
    }
    return true;
  };
  return walk(json);
}

function atPath(json: object, path: string): Value {
  let value: unknown = json;
  for (const step of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return typeof value === "object" ? undefined : leaf(value);
}
