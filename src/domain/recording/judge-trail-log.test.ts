import { expect, test } from "vitest";
import { judgeArchive } from "./judge-archive.ts";
import { judgeEventHistory } from "./judge-event-history.ts";
import { judgeTrailFiles, judgeTrailLog } from "./judge-trail-log.ts";
import { allRecorded, describeRecorded } from "./recorded.ts";
import type { LogGroupFacts, TrailFacts } from "./recording-facts.ts";

const now = new Date("2026-11-20T12:00:00Z");
const at = (time: string) => new Date(`2026-11-20T${time}Z`);
const window = { from: at("09:00:00"), to: at("11:00:00") };
const kind = {
  category: "management" as const,
  reads: true,
  writes: true,
  sources: [],
  resources: [],
  global: false,
};
const asked = { kind, regions: ["eu-central-1"], window };
const arn = "arn:aws:logs:eu-central-1:111122223333:log-group:trail-log";
const group: LogGroupFacts = { region: "eu-central-1", name: "trail-log", group: { arn }, lastEvent: now };
const trail: TrailFacts = {
  name: "main",
  arn: "arn:aws:cloudtrail:eu-central-1:111122223333:trail/main",
  home: "eu-central-1",
  multiRegion: true,
  globalEvents: true,
  bucket: "trail-files",
  logGroup: arn,
  status: { logging: true, groupDeliveredAt: now },
  selectors: {
    basic: [
      {
        ReadWriteType: "All",
        IncludeManagementEvents: true,
        DataResources: [],
        ExcludeManagementEventSources: [],
      },
    ],
  },
};
const judge = (facts: Partial<LogGroupFacts>, trails = [trail]) =>
  judgeTrailLog(trails, [{ ...group, ...facts }], asked, now);

test("a live group of a trail that is on has what was asked", () => {
  expect(judge({}).state).toBe("recorded");
});

test("a group that went silent may be quiet or lost: it cannot be told", () => {
  expect(judge({ lastEvent: at("08:00:00") })).toMatchObject({
    state: "cannot-tell",
    reasons: [
      "Nothing was written to the log group trail-log in eu-central-1 since 2026-11-20 08:00:00 UTC.",
      "The trail main is on and reports no fault: it was quiet, or nothing arrives.",
    ],
  });
  // The stopped trail is the reason, and says so.
  const off = { ...trail, status: { logging: false, stoppedAt: at("08:00:00") } };
  expect(judge({ lastEvent: at("08:00:00") }, [off]).reasons[0]).toMatch(/is switched off since/);
});

test("a group that no trail writes to is told apart from one that somebody else fills", () => {
  const other = { ...trail, logGroup: undefined };
  expect(judge({}, [other])).toMatchObject({
    state: "cannot-tell",
    reasons: [expect.stringMatching(/no trail of this account writes to trail-log/)],
  });
  expect(judge({ lastEvent: undefined }, [other]).state).toBe("not-recorded");
  expect(judge({ lastEvent: undefined }, []).fix.map(({ command }) => command?.slice(0, 27))).toEqual([
    undefined,
    "aws cloudtrail create-trail",
  ]);
});

test("a group that is younger than the window, or not there, holds nothing of it", () => {
  expect(judge({ group: { arn, createdAt: at("11:30:00") } }).state).toBe("not-recorded");
  expect(judge({ group: undefined })).toMatchObject({
    state: "not-recorded",
    reasons: ["There is no log group trail-log in eu-central-1."],
  });
});

test("files of a bucket come from the trails that deliver there", () => {
  const files = (name: string | undefined, trails = [trail]) =>
    judgeTrailFiles(trails, name === undefined ? undefined : { name, prefix: "" }, asked).state;
  expect(files("trail-files")).toBe("recorded");
  expect(files("elsewhere")).toBe("cannot-tell");
  // Which bucket a table reads, nobody here knows.
  expect(files(undefined)).toBe("cannot-tell");
  expect(files(undefined, [])).toBe("not-recorded");
});

test("Event history always records management events, and nothing else, for ninety days", () => {
  const judged = (category: "management" | "data", from: string) =>
    judgeEventHistory({ ...kind, category }, { from: new Date(from), to: new Date(from) }, now).state;
  expect(judged("management", "2026-11-20T09:00:00Z")).toBe("recorded");
  expect(judged("management", "2026-05-20T09:00:00Z")).toBe("not-recorded");
  expect(judged("data", "2026-11-20T09:00:00Z")).toBe("not-recorded");
});

test("an archive is held to the days and Regions asked, and to having seen such events", () => {
  const days = ["2026-11-19", "2026-11-20"];
  const reach = { window, newestEvent: now };
  const archive = (held: Record<string, string[]>, more = {}) =>
    judgeArchive({ days, held, unnamed: 0, ...more }, ["eu-central-1"], reach);
  expect(archive({ "eu-central-1": days }).state).toBe("recorded");
  expect(archive({ "eu-central-1": ["2026-11-19"] })).toMatchObject({
    state: "partly",
    reasons: [expect.stringMatching(/holds no file of eu-central-1 on 2026-11-20/)],
  });
  expect(archive({}).state).toBe("not-recorded");
  const what = "data event of s3.amazonaws.com";
  expect(archive({ "eu-central-1": days }, { ofKind: { what, seen: 0 } }).state).toBe("cannot-tell");
  expect(archive({ "eu-central-1": days }, { ofKind: { what, seen: 7 } }).state).toBe("recorded");
});

test("several places are as good as they are together, and say only what is amiss", () => {
  const of = (state: "recorded" | "not-recorded" | "cannot-tell", reason: string) => ({
    state,
    reasons: [reason],
    fix: [],
  });
  expect(allRecorded([of("recorded", "a"), of("not-recorded", "b")])).toMatchObject({
    state: "partly",
    reasons: ["b"],
  });
  expect(allRecorded([of("recorded", "a"), of("cannot-tell", "b")]).state).toBe("cannot-tell");
  expect(describeRecorded(of("not-recorded", "The trail main is switched off."))).toBe(
    "Not recorded here: The trail main is switched off.",
  );
});
