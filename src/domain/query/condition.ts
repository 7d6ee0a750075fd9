import { fieldReader } from "./field-names.ts";
import { fieldTest } from "./field-test.ts";
import type { Condition, QuerySource } from "./query.ts";
import type { TrailRecord } from "./record.ts";

/** Whether a record meets a condition. Compiled once, since it is asked for every record. */
export function conditionTest(
  condition: Condition,
  source: QuerySource = "cloudtrail",
): (record: TrailRecord) => boolean {
  const testOf = (part: Condition) => conditionTest(part, source);
  if ("all" in condition) {
    const tests = condition.all.map(testOf);
    return (record) => tests.every((test) => test(record));
  }
  if ("any" in condition) {
    const tests = condition.any.map(testOf);
    return (record) => tests.some((test) => test(record));
  }
  if ("none" in condition) {
    const tests = condition.none.map(testOf);
    return (record) => !tests.some((test) => test(record));
  }
  const read = fieldReader(condition.path, source);
  const test = fieldTest(condition.path, condition.test);
  return (record) => test(read(record));
}
