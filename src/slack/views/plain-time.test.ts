import { expect, test } from "vitest";
import { incident } from "../../../test/fixtures/slack/record.ts";
import { callView } from "./call.ts";
import { incidentText } from "./incident-text.ts";
import { plainMoment } from "./plain-time.ts";

const at = new Date("2026-11-14T22:41:07Z");

test.each([
  [undefined, "14 Nov 22:41 UTC"],
  ["UTC", "14 Nov 22:41 UTC"],
  ["Europe/Berlin", "14 Nov 23:41 CET (22:41 UTC)"],
  // There it is the next day.
  ["Asia/Tokyo", "15 Nov 07:41 GMT+9 (22:41 UTC)"],
])("in %s it is %s", (zone, words) => {
  expect(plainMoment(at, zone)).toBe(words);
});

test("a locked phone tells the organisation's time, of the first message and of a call", () => {
  const zone = "Europe/Berlin";
  const one = incident({
    openedAt: at,
    snoozed: { until: new Date(+at + 3_600_000), by: { kind: "system" }, reason: "known" },
  });
  expect(incidentText(one, { runs: [], zone })).toContain("since 14 Nov 23:41 CET (22:41 UTC)");
  expect(incidentText(one, { runs: [], zone })).toContain("snoozed until 15 Nov 00:41 CET (23:41 UTC)");
  const { text } = callView(one, { body: {} }, { zone });
  expect(text).toContain("since 14 Nov 23:41 CET (22:41 UTC)");
});
