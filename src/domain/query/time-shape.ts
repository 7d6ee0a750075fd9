import { redactCell, shortenKeys } from "../text/redact.ts";
import { fieldReader } from "./field-names.ts";
import type { Answer, Query, QuerySource, TimeShape, Window } from "./query.ts";
import { type TrailRecord, textAt } from "./record.ts";

const minute = 60;
const hour = 3_600;
const day = 86_400;
const widths = [
  ...[1, 2, 5, 10, 15, 30].map((each) => each * minute),
  ...[1, 2, 3, 6, 12].map((each) => each * hour),
  ...[1, 2].map((each) => each * day),
];
export const mostBuckets = 60;

/** Names are told apart up to this many; what further ones did is counted without a name. */
const mostNames = 200;
const topNames = 4;
const longestName = 200;

/** The narrowest width that gives a window no more than `mostBuckets` buckets. */
export function bucketSeconds({ from, to }: Window): number {
  const seconds = (to.getTime() - from.getTime()) / 1_000;
  return (
    widths.find((width) => seconds / width < mostBuckets) ?? Math.ceil(seconds / mostBuckets / day) * day
  );
}

export interface ShapeCollector {
  /** `at` is in milliseconds since 1970 and within the window. */
  add(record: TrailRecord, at: number): void;
  shape(): TimeShape | undefined;
}

/** Counts records over time while they are read; costs a few numbers, however many come. */
export function createShape({ from: source }: Pick<Query, "from">, window: Window): ShapeCollector {
  const width = bucketSeconds(window) * 1_000;
  const first = Math.floor(window.from.getTime() / width);
  const buckets = Math.max(1, Math.floor(window.to.getTime() / width) - first + 1);
  const none = () => Array.from({ length: buckets }, () => 0);
  const [ok, errors] = [none(), none()];
  const names = new Map<string, number[]>();
  const nameOf = fieldReader(namedBy[source], source);
  let seen = false;

  const countsOf = (name: string): number[] | undefined => {
    const known = names.get(name);
    if (known || names.size >= mostNames) return known;
    const counts = none();
    names.set(name, counts);
    return counts;
  };

  return {
    add(record, at) {
      const bucket = Math.floor(at / width) - first;
      if (bucket < 0 || bucket >= buckets) return;
      seen = true;
      count(isError[source](record) ? errors : ok, bucket);
      const [name] = nameOf(record);
      if (typeof name === "string") count(countsOf(name.slice(0, longestName)), bucket);
    },
    shape() {
      if (!seen) return undefined;
      return {
        from: new Date(first * width).toISOString(),
        widthSeconds: width / 1_000,
        ok: [...ok],
        errors: [...errors],
        top: [...names]
          .map(([name, counts]) => ({ name, counts, total: sum(counts) }))
          .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1))
          .slice(0, topNames)
          .map(({ name, counts }) => ({
            name: shortenKeys(String(redactCell(name, namedBy[source]))),
            counts: [...counts],
          })),
      };
    },
  };
}

/** Of several answers over the same window together; none when one of them was not counted while it was read. */
export function shapeOf(answers: readonly Pick<Answer, "shape" | "completeness">[]): Pick<Answer, "shape"> {
  const found = answers.filter(({ completeness }) => completeness.matched > 0);
  if (found.some(({ shape }) => shape === undefined)) return {};
  const shape = joinShapes(found.map(({ shape }) => shape));
  return shape ? { shape } : {};
}

/** One shape of several over the same window, for instance one for each element that was asked about. */
export function joinShapes(shapes: readonly (TimeShape | undefined)[]): TimeShape | undefined {
  const [first, ...others] = shapes.flatMap((shape) => shape ?? []);
  if (first === undefined) return undefined;
  if (
    others.some(
      ({ from, ok, widthSeconds }) =>
        from !== first.from || widthSeconds !== first.widthSeconds || ok.length !== first.ok.length,
    )
  )
    return undefined;
  const all = [first, ...others];
  return {
    ...first,
    ok: added(all.map(({ ok }) => ok)),
    errors: added(all.map(({ errors }) => errors)),
    // Of principals outside a shape's top nothing is known, so that a sum would be wrong.
    top: all.length === 1 ? first.top : [],
  };
}

const namedBy: Record<QuerySource, string> = { cloudtrail: "principal", "access-log": "ip" };

const isError: Record<QuerySource, (record: TrailRecord) => boolean> = {
  cloudtrail: (record) => textAt(record, "errorCode") !== undefined,
  "access-log": ({ status }) => Number(status) >= 400,
};

function count(counts: number[] | undefined, bucket: number): void {
  if (counts) counts[bucket] = (counts[bucket] ?? 0) + 1;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, each) => total + each, 0);
const added = (all: readonly (readonly number[])[]): number[] =>
  (all[0] ?? []).map((_, bucket) => sum(all.map((counts) => counts[bucket] ?? 0)));
