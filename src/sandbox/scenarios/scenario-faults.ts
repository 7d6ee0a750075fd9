import { recordFaults } from "./record-faults.ts";
import type { Scenario } from "./scenario.ts";

const MINUTE = 60_000;

/** What is wrong with a story as a whole, for the tests of each: empty when it is told well. */
export function scenarioFaults(scenario: Scenario, now: Date): string[] {
  const { records, alarms, answer, accessLogs = [] } = scenario;
  const faults = new Map<string, number>();
  const must = (holds: boolean, fault: string) => {
    if (!holds) faults.set(fault, (faults.get(fault) ?? 0) + 1);
  };
  const ids = new Set<string>();
  let before = "";
  for (const record of records) {
    for (const fault of recordFaults(record)) must(false, `${fault} (${record.eventName})`);
    must(record.eventTime >= before, "records are not oldest first");
    must(record.recipientAccountId === scenario.accountId, "a record is of another account");
    before = record.eventTime;
    ids.add(record.eventID);
  }
  must(Date.parse(before) < now.getTime(), "a record is from the future");
  must(records.length === answer.totalRecords, "totalRecords is wrong");
  must(records.length - ids.size === answer.duplicates, "duplicates is wrong");
  must(answer.duplicates > 30, "there are hardly any duplicates");

  let last = Number.NEGATIVE_INFINITY;
  for (const { at, state, alarmName } of alarms) {
    must(at.getTime() >= last, `${alarmName} is out of order`);
    must(at.getTime() <= now.getTime() - 2 * MINUTE, `${alarmName} rings after the end`);
    must(state === "OK" || at.getTime() > now.getTime() - 90 * MINUTE, `${alarmName} rang long ago`);
    last = at.getTime();
  }
  must(alarms[0]?.state === "ALARM", "the first change is no alarm");

  const steps = Object.values(answer.steps).flatMap((each) => Object.entries(each));
  must(steps.length > 3, "there are hardly any steps");
  for (const [id, { eventIds, matched, counts = {} }] of steps) {
    must(matched === undefined || matched > 0, `${id} finds nothing`);
    if (eventIds) {
      must(new Set(eventIds).size === matched, `${id} counts something twice`);
      must(
        eventIds.every((each) => ids.has(each)),
        `${id} names unknown events`,
      );
    }
    for (const [column, found] of Object.entries(counts)) {
      const sum = Object.values(found).reduce((all, count) => all + count, 0);
      must(sum <= (matched ?? sum), `${id} counts more ${column} than it matches`);
    }
  }

  const held =
    JSON.stringify(records) + accessLogs.flatMap(({ lines }) => lines.map(({ text }) => text)).join("\n");
  const holds = (text: string) => held.includes(text) || held.includes(JSON.stringify(text).slice(1, -1));
  for (const text of answer.hostileTexts) must(holds(text), `the hostile text ${text} stands nowhere`);
  // Looking for thousands of tokens in tens of megabytes takes too long: the rarest and a few others.
  const rare = answer.secrets.filter((secret) => !secret.startsWith("IQoJ"));
  for (const secret of [...rare, ...answer.secrets.slice(-20)])
    must(holds(secret), `a secret stands nowhere`);
  must(answer.secrets.length > 100, "there are hardly any secrets");
  return [...faults].map(([fault, times]) => (times === 1 ? fault : `${fault}, ${times} times`));
}
