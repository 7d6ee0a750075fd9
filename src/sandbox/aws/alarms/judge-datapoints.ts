import type { AlarmState } from "./alarms.ts";

export interface AlarmTest {
  comparison: string;
  threshold: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  treatMissingData: string;
}

const BREACHES: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** CloudWatch looks at some more periods than it evaluates, to make up for missing ones. */
export const EXTRA_PERIODS = 2;

/**
 * The state that the newest datapoints call for, or undefined to stay as it is. `datapoints` are the evaluation
 * range, oldest first, undefined where nothing was measured. Follows the tables of CloudWatch's guide on missing
 * data.
 */
export function judgeDatapoints(
  datapoints: readonly (number | undefined)[],
  { comparison, threshold, evaluationPeriods, datapointsToAlarm, treatMissingData }: AlarmTest,
): AlarmState | undefined {
  const breaches = BREACHES[comparison] ?? (() => false);
  const real = datapoints.filter((value) => value !== undefined).slice(-evaluationPeriods);
  const breaching = real.filter((value) => breaches(value, threshold)).length;
  const toFill = evaluationPeriods - real.length;
  if (breaching >= datapointsToAlarm) return "ALARM";
  if (toFill === 0 || treatMissingData === "notBreaching") return "OK";
  if (treatMissingData === "breaching") return breaching + toFill >= datapointsToAlarm ? "ALARM" : "OK";
  if (breaching < real.length) return "OK";
  if (treatMissingData === "ignore") return undefined;
  if (real.length === 0) return "INSUFFICIENT_DATA";
  // All that is there breaches: enough for an alarm only when it has been so for as long as the alarm asks.
  const oldest = datapoints.length - datapoints.findIndex((value) => value !== undefined);
  return oldest >= datapointsToAlarm ? "ALARM" : undefined;
}

export function isBreaching(value: number, { comparison, threshold }: AlarmTest): boolean {
  return BREACHES[comparison]?.(value, threshold) ?? false;
}
