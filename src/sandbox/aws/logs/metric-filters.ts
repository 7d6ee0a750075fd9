import type { MetricName } from "../alarms/metrics.ts";
import { type Metrics, single } from "../alarms/metrics.ts";
import { compileFilterPattern } from "./filter-pattern.ts";
import type { LogEvent, LogGroup } from "./log-groups.ts";
import type { FilterPattern } from "./pattern-terms.ts";

export interface MetricTransformation {
  metricName: string;
  metricNamespace: string;
  /** A number, or the field that holds it: `$.bytes`, `$size`. */
  metricValue: string;
  defaultValue?: number | null;
  dimensions?: Record<string, string> | null;
  unit?: string | null;
}

export interface MetricFilter {
  name: string;
  group: string;
  region: string;
  groupArn: string;
  pattern: string;
  transformations: MetricTransformation[];
  createdAt: number;
}

/** Metric filters: each turns the log events that arrive from now on into measurements. */
export interface MetricFilters {
  list: (region: string) => MetricFilter[];
  of: (group: LogGroup) => MetricFilter[];
  save: (filter: MetricFilter) => void;
  remove: (filter: MetricFilter) => void;
  removeAll: (group: LogGroup) => void;
  measure: (group: LogGroup, event: Omit<LogEvent, "order">) => void;
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

const MINUTE = 60_000;

export function createMetricFilters(metrics: Metrics): MetricFilters {
  const filters = new Map<string, MetricFilter>();
  const compiled = new Map<string, FilterPattern>();
  const defaulted = new Map<string, number>();
  const keyOf = ({ groupArn, name }: MetricFilter) => `${groupArn} ${name}`;
  const save = (filter: MetricFilter) => {
    filters.set(keyOf(filter), filter);
    compiled.set(keyOf(filter), compileFilterPattern(filter.pattern));
  };
  const of = (group: LogGroup) => [...filters.values()].filter((filter) => filter.groupArn === group.arn);
  return {
    list: (region) =>
      [...filters.values()]
        .filter((filter) => filter.region === region)
        .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    of,
    save,
    remove: (filter) => filters.delete(keyOf(filter)),
    removeAll(group) {
      for (const filter of of(group)) filters.delete(keyOf(filter));
    },
    measure(group, event) {
      for (const filter of of(group)) {
        const match = compiled.get(keyOf(filter))?.(event.message);
        for (const transformation of filter.transformations) {
          const { metricNamespace, metricName, unit, defaultValue } = transformation;
          const metric = { region: group.region, namespace: metricNamespace, name: metricName };
          if (match === undefined) {
            // Once a minute in which there was something to look at.
            const minute = Math.floor(event.timestamp / MINUTE);
            const key = `${keyOf(filter)} ${metricName}`;
            if (defaultValue == null || defaulted.get(key) === minute) continue;
            defaulted.set(key, minute);
            metrics.put(
              { ...metric, dimensions: {} },
              single(event.timestamp, defaultValue, unit ?? undefined),
            );
            continue;
          }
          const read = fieldReader(event.message, match.extracted);
          const value = valueFor(transformation.metricValue, read);
          const dimensions = dimensionsFor(transformation.dimensions ?? {}, read);
          if (value === undefined || dimensions === undefined) continue;
          metrics.put({ ...metric, dimensions }, single(event.timestamp, value, unit ?? undefined));
        }
      }
    },
    snapshot: () => [...filters.values()],
    restore(saved) {
      for (const filter of saved as MetricFilter[]) save(filter);
    },
  };
}

type ReadField = (selector: string) => string | undefined;

/** `$.path.to.field` of a JSON message, or `$name` of what a space-delimited pattern took out. */
function fieldReader(message: string, extracted: Record<string, string>): ReadField {
  return (selector) => {
    if (!selector.startsWith("$.")) return extracted[selector];
    let value: unknown = JSON.parse(message);
    for (const step of selector.slice(2).match(/[^.[\]'"]+/g) ?? []) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string, unknown>)[step];
    }
    return typeof value === "object" ? undefined : String(value);
  };
}

function valueFor(metricValue: string, read: ReadField): number | undefined {
  const text = metricValue.startsWith("$") ? read(metricValue) : metricValue;
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

/** Undefined when the event has not all of them: then nothing is measured. */
function dimensionsFor(
  wanted: Record<string, string>,
  read: ReadField,
): MetricName["dimensions"] | undefined {
  const found = Object.entries(wanted).map(([name, selector]) => [name, read(selector)] as const);
  return found.some(([, value]) => value === undefined)
    ? undefined
    : Object.fromEntries(found.map(([name, value]) => [name, value ?? ""]));
}
