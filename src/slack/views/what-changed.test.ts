import { describe, expect, test } from "vitest";
import { alarm, at, completeness, incident, nasty, run } from "../../../test/fixtures/slack/record.ts";
import type { FirstSeen } from "../../domain/query/first-seen.ts";
import type { Row } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import { whatChangedTitle } from "../../domain/run/what-changed.ts";
import { blockFaults } from "../../sandbox/slack/blocks/validate-blocks.ts";
import { maxBlockText, textLength } from "./fit-blocks.ts";
import { whatChangedView } from "./what-changed.ts";

const dimensions = { FunctionName: "shop-api" };
const opened = incident({
  alarm: alarm({
    dimensions,
    metrics: [{ namespace: "AWS/Lambda", name: "Errors", dimensions, returnData: true }],
  }),
});
const window = { from: new Date(at.getTime() - 3_600_000), to: at };
const asked = (changes: Partial<Run> = {}): Run =>
  run({ stepId: null, title: whatChangedTitle, requestedBy: { kind: "system" }, window, ...changes });

const call = (who: string, eventName: string, more: Row = {}): Row => ({
  principal: `arn:aws:iam::111122223333:role/${who}`,
  person: null,
  "userIdentity.type": "AssumedRole",
  "userIdentity.invokedBy": null,
  eventSource: "lambda.amazonaws.com",
  eventName,
  resource: null,
  errorCode: null,
  count: 1,
  first: "2026-11-14T02:30:00Z",
  last: "2026-11-14T02:30:00Z",
  ...more,
});
const kept = (rows: Row[]) => ({ rows: { columns: Object.keys(call("x", "y")), rows }, pipelines: [] });

/** What a reader sees, a line for each line. */
function seen(part: unknown): string {
  if (Array.isArray(part)) return part.map(seen).join("");
  if (typeof part !== "object" || part === null) return "";
  const { type, text, fallback, elements } = part as Record<string, unknown>;
  if (type === "date") return String(fallback);
  if (typeof text === "string") return text;
  return `${seen(text)}${seen(elements)}${type === "rich_text_section" || type === "header" ? "\n" : ""}`;
}

const calls = [
  call("deploy-pipeline", "UpdateFunctionCode", { resource: "shop-api", count: 2 }),
  ...Array.from({ length: 39 }, (_, nth) =>
    call("deploy-pipeline", `PutRule${nth}`, { eventSource: "events.amazonaws.com" }),
  ),
  call("Operations", "StopInstances", {
    person: "alice",
    eventSource: "ec2.amazonaws.com",
    resource: "i-0123456789abcdef0",
  }),
  call("curious", "DeleteFunction", { errorCode: "AccessDenied", count: 3, resource: "other" }),
];

describe("the card", () => {
  test("tells who changed what the alarm watches first, folds the pipeline, and marks what was refused", () => {
    const { blocks, text } = whatChangedView(opened, asked(), kept(calls));
    expect(seen(blocks).split("\n").slice(0, 9)).toEqual([
      "What changed before this?",
      "Write calls in the 60 min before the alarm, to 2026-11-14 02:41 UTC (02:41 UTC), in account 111122223333; without log streams and heartbeats of machines",
      "On what the alarm watches (shop-api)",
      "deploy-pipeline (pipeline): 41 calls, last 02:30 UTC: UpdateFunctionCode shop-api × 2 and 39 more kinds",
      "On the same service",
      "curious: 3 calls, all refused, last 02:30 UTC: DeleteFunction other × 3 ✗ AccessDenied",
      "Elsewhere in the account",
      "alice (Operations): 1 call, last 02:30 UTC: StopInstances i-0123456789abcdef0",
      expect.stringMatching(/^Searched: /),
    ]);
    expect(text).toBe("INC-42 · What changed before this? 45 write calls by 3, first of all deploy-pipeline");
    expect(seen(blocks)).toContain("Full result");
  });

  test("shows the changes over time once there is a picture, with words beside it", () => {
    const picture = { fileId: "F0PICTURE", alt: "Chart: 45 calls over time." };
    const { rows } = kept(calls);
    const view = whatChangedView(opened, asked(), { rows: { ...rows, picture }, pipelines: [] });
    const images = view.blocks.filter(({ type }) => type === "image");
    expect(images).toEqual([{ type: "image", slack_file: { id: "F0PICTURE" }, alt_text: picture.alt }]);
    expect(blockFaults(view.blocks, "message", "")).toEqual([]);
    expect(whatChangedView(opened, asked(), kept(calls)).blocks.map(({ type }) => type)).not.toContain(
      "image",
    );
  });

  test("marks a call that its caller had not made before", () => {
    const firstSeen: FirstSeen = {
      state: "compared",
      window,
      whoColumn: "principal",
      columns: ["eventName"],
      marks: [
        { who: "arn:aws:iam::111122223333:role/Operations", column: "eventName", value: "StopInstances" },
      ],
      strangers: [],
      notes: [],
    };
    const { rows } = kept(calls);
    const shown = seen(
      whatChangedView(opened, asked(), { rows: { ...rows, firstSeen }, pipelines: [] }).blocks,
    );
    expect(shown).toContain("StopInstances i-0123456789abcdef0 (first seen)");
    expect(shown.match(/first seen/g)).toHaveLength(1);
  });

  test("shows what is known while pages still arrive, and that it is a part", () => {
    const { columns } = kept([]).rows;
    const preview = { columns, rows: calls.slice(0, 1) };
    const progress = { pagesRead: 1, scanned: 50, matched: 1, preview };
    const shown = seen(
      whatChangedView(opened, asked({ state: "running", progress }), { rows: undefined, pipelines: [] })
        .blocks,
    );
    expect(shown).toContain("1 page read");
    expect(shown).toContain("Partial: more may come.");
    expect(shown).toContain("UpdateFunctionCode shop-api");
  });

  test("says no write call only as far as such calls are recorded", () => {
    const recorded = {
      state: "not-recorded" as const,
      reasons: ["The trail main is switched off."],
      fix: [],
    };
    const quiet = asked({ rowCount: 0, completeness: { ...completeness(), matched: 0, recorded } });
    const shown = seen(whatChangedView(opened, quiet, kept([])).blocks);
    expect(shown).toContain("No write call in the 60 min before, as far as recorded.");
    expect(shown).toContain("Not recorded here: The trail main is switched off.");
  });

  test("fits Slack for the largest and most hostile account there is, ten callers at most", () => {
    const rows = Array.from({ length: 300 }, (_, nth) =>
      call(`${nasty}${nth}`, `${nasty}${nth}`, {
        resource: nasty.repeat(20),
        person: nasty,
        errorCode: nth % 2 ? nasty : null,
      }),
    );
    const { blocks, text } = whatChangedView(opened, asked({ rowCount: 300 }), kept(rows));
    expect(blockFaults(blocks, "message", "")).toEqual([]);
    expect(textLength(blocks)).toBeLessThanOrEqual(maxBlockText);
    expect(seen(blocks)).toContain("290 more callers in the full result.");
    expect(JSON.stringify(blocks)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|mrkdwn|"broadcast"/);
    expect(text).not.toMatch(/<[!@#]|<http/);
  });
});
