/** A metric is told from others by Region, namespace, name and dimensions. */
export interface MetricName {
  region: string;
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

/** One or more measurements of a moment. */
export interface Measurement {
  /** Milliseconds since 1970. */
  at: number;
  count: number;
  sum: number;
  min: number;
  max: number;
  /** Single values, for percentiles; left out where only their sum was told. */
  values?: { value: number; count: number }[];
  unit?: string;
}

export interface Metrics {
  put: (metric: MetricName, measurement: Measurement) => void;
  list: (region: string) => MetricName[];
  /** From `from` up to, but not including, `to`; undefined where nothing was measured. */
  between: (metric: MetricName, from: number, to: number, unit?: string) => Measurement | undefined;
}

export function createMetrics(): Metrics {
  const series = new Map<string, { metric: MetricName; measurements: Measurement[] }>();
  return {
    put(metric, measurement) {
      const key = keyOf(metric);
      const known = series.get(key) ?? { metric, measurements: [] };
      series.set(key, known);
      const { measurements } = known;
      let at = measurements.length;
      while (at > 0 && (measurements[at - 1]?.at ?? 0) > measurement.at) at -= 1;
      measurements.splice(at, 0, measurement);
    },
    list: (region) =>
      [...series.values()].map(({ metric }) => metric).filter((metric) => metric.region === region),
    between(metric, from, to, unit) {
      const { measurements } = series.get(keyOf(metric)) ?? { measurements: [] };
      let sum: Measurement | undefined;
      for (let at = measurements.length - 1; at >= 0; at -= 1) {
        const one = measurements[at];
        if (one === undefined || one.at < from) break;
        if (one.at < to && (unit === undefined || (one.unit ?? "None") === unit)) sum = merged(one, sum);
      }
      return sum && { ...sum, at: from };
    },
  };
}

export function single(at: number, value: number, unit?: string, count = 1): Measurement {
  return { at, count, sum: value * count, min: value, max: value, values: [{ value, count }], unit };
}

/** A statistic by its name: SampleCount, Average, Sum, Minimum, Maximum, or a percentile such as p99.9. */
export function statisticOf(measurement: Measurement, statistic: string): number | undefined {
  const { count, sum, min, max, values } = measurement;
  switch (statistic) {
    case "SampleCount":
      return count;
    case "Average":
      return count === 0 ? 0 : sum / count;
    case "Sum":
      return sum;
    case "Minimum":
      return min;
    case "Maximum":
      return max;
    default: {
      const percent = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(statistic)?.[1];
      return percent === undefined || values === undefined
        ? undefined
        : percentile(values, Number(percent), count);
    }
  }
}

function percentile(values: { value: number; count: number }[], percent: number, total: number): number {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  let seen = 0;
  for (const { value, count } of sorted) {
    seen += count;
    if (seen >= (percent / 100) * total) return value;
  }
  return sorted.at(-1)?.value ?? 0;
}

function merged(one: Measurement, other: Measurement | undefined): Measurement {
  if (other === undefined) return one;
  const values = one.values && other.values ? [...one.values, ...other.values] : undefined;
  return {
    at: one.at,
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    values,
    unit: one.unit ?? other.unit,
  };
}

function keyOf({ region, namespace, name, dimensions }: MetricName): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([region, namespace, name, sorted]);
}
