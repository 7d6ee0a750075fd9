import { stateTime } from "./alarm-event.ts";
import type { Alarm, AlarmState } from "./alarms.ts";
import { type AlarmTest, isBreaching } from "./judge-datapoints.ts";

interface Datapoint {
  /** Start of its period. */
  from: number;
  value: number | undefined;
  count: number | undefined;
}

const COMPARED: Record<string, string> = {
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  GreaterThanThreshold: "greater than",
  LessThanThreshold: "less than",
  LessThanOrEqualToThreshold: "less than or equal to",
};
const TREATED: Record<string, string> = { breaching: "Breaching", notBreaching: "NonBreaching" };

/** The words and data that CloudWatch gives with a new state. */
export function reasonFor(
  state: AlarmState,
  alarm: Alarm,
  seen: { datapoints: Datapoint[]; statistic: string; periodMs: number; test: AlarmTest; at: Date },
): { reason: string; reasonData?: string } {
  const { statistic, periodMs, test, at } = seen;
  const there = seen.datapoints.filter(({ value }) => value !== undefined).slice(-test.evaluationPeriods);
  const newestFirst = [...there].reverse();
  const missing = test.evaluationPeriods - there.length;
  const reasonData = JSON.stringify({
    version: "1.0",
    queryDate: stateTime(at),
    ...(there[0] && { startDate: stateTime(new Date(there[0].from)) }),
    ...(alarm.definition.Unit && { unit: alarm.definition.Unit }),
    statistic,
    period: periodMs / 1000,
    recentDatapoints: there.map(({ value }) => value),
    threshold: test.threshold,
    evaluatedDatapoints: newestFirst.map(({ from, value, count }) => ({
      timestamp: stateTime(new Date(from)),
      sampleCount: count,
      value,
    })),
  });
  if (state === "INSUFFICIENT_DATA") {
    return {
      reason: `Insufficient Data: ${number(missing, "datapoint")} ${were(missing)} unknown.`,
      reasonData,
    };
  }
  if (there.length === 0) {
    const treated = `${number(missing, "missing datapoint")} ${were(missing)} treated as [${TREATED[test.treatMissingData]}]`;
    const reason = `Threshold Crossed: no datapoints were received for ${number(missing, "period")} and ${treated}.`;
    return { reason, reasonData };
  }
  const alarming = state === "ALARM";
  const shown = newestFirst.filter(({ value }) => isBreaching(value ?? 0, test) === alarming);
  const list = shown.map(({ from, value }) => `${decimal(value ?? 0)} (${shortTime(from)})`).join(", ");
  const compared = `${were(shown.length)} ${alarming ? "" : "not "}${COMPARED[test.comparison]} the threshold (${decimal(test.threshold)})`;
  if (alarm.definition.DatapointsToAlarm == null) {
    const reason = `Threshold Crossed: ${number(shown.length, "datapoint")} [${list}] ${compared}.`;
    return { reason, reasonData };
  }
  const least = alarming ? test.datapointsToAlarm : test.evaluationPeriods - test.datapointsToAlarm + 1;
  const transition = alarming ? "OK -> ALARM" : "ALARM -> OK";
  const counted = `${shown.length} out of the last ${number(test.evaluationPeriods, "datapoint", true)}`;
  const minimum = `(minimum ${number(least, "datapoint")} for ${transition} transition)`;
  return { reason: `Threshold Crossed: ${counted} [${list}] ${compared} ${minimum}.`, reasonData };
}

function number(count: number, noun: string, alwaysMany = false): string {
  return `${count} ${noun}${count === 1 && !alwaysMany ? "" : "s"}`;
}

function were(count: number): string {
  return count === 1 ? "was" : "were";
}

/** `37.0`, as CloudWatch writes whole numbers. */
function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `04/05/26 08:10:00`: day, month, year. */
function shortTime(at: number): string {
  const [date = "", time = ""] = new Date(at).toISOString().split("T");
  const [year = "", month, day] = date.split("-");
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
