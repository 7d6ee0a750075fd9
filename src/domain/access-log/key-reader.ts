type Json = { readonly [key: string]: unknown };

const maxKeys = 300;
const maxNesting = 3;

/** Finds a value by any of the names it may go by. */
export type KeyReader = (...names: [string, ...string[]]) => unknown;

/**
 * Owners choose the keys of their logs: `sourceIp`, `source_ip`, `identity.sourceIp`. Names are compared without
 * case and signs, nested keys by their whole path. The first name in its very spelling decides when it is there, so
 * that a filter pattern on that key agrees with what is read here.
 */
export function createKeyReader(object: Json): KeyReader {
  const flat = new Map<string, unknown>();
  gather(object, "", flat, maxNesting);
  return (first, ...others) => {
    if (Object.hasOwn(object, first)) return object[first];
    const found = [first, ...others].map((name) => flat.get(simplified(name)));
    return found.find(isSaid) ?? found.find((value) => value !== undefined);
  };
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && value !== "-";
}

function gather(object: Json, above: string, flat: Map<string, unknown>, nesting: number): void {
  for (const [key, value] of Object.entries(object)) {
    if (flat.size >= maxKeys) return;
    if (isJson(value)) {
      if (nesting > 1) gather(value, `${above}${key}.`, flat, nesting - 1);
      continue;
    }
    const name = simplified(above + key);
    if (!flat.has(name)) flat.set(name, value);
  }
}

const known = new Map<string, string>();
const maxKnown = 2_000;

/** `$context.identity.sourceIp`, `identity_source_ip` and `sourceIp` are one name. The lines of a log share theirs. */
function simplified(name: string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  const simple = name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/^context/, "")
    .replace(/^identity/, "");
  if (known.size < maxKnown && name.length <= 200) known.set(name, simple);
  return simple;
}

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
