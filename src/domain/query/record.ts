import { type ParsedPath, type PathStep, parsePath } from "./path.ts";

/** A CloudTrail record as it comes: any field may be missing, null or of another type than documented. */
export interface TrailRecord {
  readonly [field: string]: unknown;
}

/** What stands at a path: nothing when absent or null; several values when the path leads through an array. */
export type ReadField = (record: TrailRecord) => unknown[];

const maxNesting = 32;
const maxDecodedLength = 256 * 1024;

export function isRecord(value: unknown): value is TrailRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Throws InputError for a path that is none. Arrays at the path's end are kept; see `elementsOf`. */
export function pathReader(path: string): ReadField {
  const parsed = parsePath(path);
  const names = parsed.steps.flatMap((step) => ("name" in step ? [step.name] : []));
  const isPlain = parsed.decode === undefined && names.length === parsed.steps.length;
  return (record) => {
    // Nearly always no array stands on the way.
    const only = isPlain ? valueAt(record, names) : throughArray;
    if (only !== throughArray) return only === undefined || only === null ? [] : [only];
    return read(record, parsed).filter((value) => value !== undefined && value !== null);
  };
}

const throughArray = Symbol();

function valueAt(record: TrailRecord, names: readonly string[]): unknown {
  let value: unknown = record;
  for (const name of names) {
    if (Array.isArray(value)) return throughArray;
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

function read(record: unknown, { decode, steps }: ParsedPath): unknown[] {
  const start = decode ? elementsOf(read(record, decode)).map(decoded) : [record];
  return steps.reduce(follow, start);
}

function follow(values: unknown[], step: PathStep): unknown[] {
  if ("index" in step) return values.map((value) => (Array.isArray(value) ? value[step.index] : undefined));
  return values.flatMap((value) => property(value, step.name, maxNesting));
}

function property(value: unknown, name: string, nesting: number): unknown[] {
  if (Array.isArray(value)) {
    if (nesting === 0) return [];
    // `items.0.groupId`, as Logs Insights writes it.
    if (/^\d{1,6}$/.test(name)) return [value[Number(name)]];
    return value.flatMap((element) => property(element, name, nesting - 1));
  }
  return isRecord(value) && Object.hasOwn(value, name) ? [value[name]] : [];
}

/** The values with every array, also an array in an array, replaced by its elements. Nulls are left out. */
export function elementsOf(values: readonly unknown[], nesting = maxNesting): unknown[] {
  if (!values.some((value) => Array.isArray(value) || value === null || value === undefined))
    return [...values];
  return values.flatMap((value) => {
    if (Array.isArray(value)) return nesting === 0 ? [] : elementsOf(value, nesting - 1);
    return value === null || value === undefined ? [] : [value];
  });
}

/** JSON inside a text, also URL-encoded as IAM answers with policies; undefined when it is none. */
function decoded(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (value.length > maxDecodedLength) return undefined;
  try {
    return JSON.parse(/^\s*%(?:7B|5B)/i.test(value) ? decodeURIComponent(value) : value);
  } catch {
    return undefined;
  }
}

/** The text at nested names; undefined when absent, empty or not a text. */
export function textAt(record: TrailRecord, ...names: string[]): string | undefined {
  let value: unknown = record;
  for (const name of names) value = isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}
