import fc from "fast-check";
import { expect, test } from "vitest";
import { reviewOf } from "../../src/domain/review/review.ts";
import type { Run } from "../../src/domain/run/run.ts";
import { timelineActions } from "../../src/domain/timeline/describe-entry.ts";
import type { TimelineAction, TimelineEntry } from "../../src/domain/timeline/timeline.ts";
import { incidentPage } from "../../src/http/pages/incident-page.ts";
import { listPage } from "../../src/http/pages/list-page.ts";
import { reviewPage } from "../../src/http/pages/review-page.ts";
import { runPage } from "../../src/http/pages/run-page.ts";
import { alarm, run as aRun, at, incident } from "../fixtures/slack/record.ts";
import { acting, foreign, taker } from "./hostile.ts";

const reader = { name: "lead", lead: true, formKey: "key", zone: "Europe/Berlin" };

/** Every page with a text of somebody else's wherever one can stand. */
function pages(take: () => string): string[] {
  const one = incident({
    ...{
      title: take(),
      resolution: take(),
      alarm: alarm({ name: take(), reason: take(), account: take(), region: take() }),
    },
    ...{ commander: { id: "U0LEAD", name: take() }, state: "resolved", resolvedAt: at },
    openedBy: { kind: "responder", id: "U0ONE", name: take() },
  });
  const bodies = [
    "text",
    "title",
    "why",
    "reason",
    "name",
    "say",
    "question",
    "answer",
    "note",
    "resolution",
  ];
  const timeline = timelineActions.map(
    (action: TimelineAction, index): TimelineEntry => ({
      ...{ incidentId: one.id, seq: index + 1, at, action, salt: "00", hash: "0".repeat(64) },
      actor: { kind: "responder", id: "U0ONE", name: take() },
      body: Object.fromEntries(bodies.map((each) => [each, take()])),
    }),
  );
  const run: Run = aRun({
    ...{ title: take(), state: "failed", error: take(), account: take(), regions: [take()] },
    findings: [
      { stepId: "who", level: "warning", say: [{ author: "Found " }, { inserted: take() }], eventIds: [] },
    ],
  });
  const columns = [take(), "count"];
  const rows = [{ [columns[0] ?? ""]: take(), count: 3 }];
  const shown = {
    ...{ incident: one, timeline, runs: [run], steps: [], stepIds: [], titles: new Map<string, string>() },
    ...{
      root: undefined,
      chart: { run, words: take(), size: { width: 520, height: 320 } },
      may: { export: true, write: true, followUp: true },
    },
    participants: [{ id: "U0ONE", name: take(), entries: 1, firstAt: at, lastAt: at }],
    alarms: [
      {
        key: take(),
        name: take(),
        arn: take(),
        severity: "P1",
        state: "ALARM",
        at,
        count: 1,
        transitions: 1,
      },
    ],
  } as unknown as Parameters<typeof incidentPage>[0];
  const list = {
    ...{
      incidents: [{ ...one, runbookId: null, private: true }],
      count: 1,
      countedAll: true,
      ownOnly: false,
    },
    ...{ people: [{ id: "U0ONE", name: take() }], channels: ["C0INCIDENTS"], older: 1, newer: 2 },
  } as Parameters<typeof listPage>[0];
  const link = "https://cairn.slack.com/archives/C0INCIDENTS/p1";
  const view = { kinds: [], span: {} };
  const answer = {
    incident: one,
    run,
    columns,
    rows,
    firstSeen: undefined,
    chart: undefined,
    page: 1,
    pages: 2,
    all: 200,
  };
  return [
    listPage(list, { q: take(), alarm: take() } as Parameters<typeof listPage>[1], reader),
    incidentPage(shown, view, reader, link),
    reviewPage(shown, reviewOf(shown), reader, { link, fault: take() }),
    runPage({ ...answer, heldBack: false }, reader, link),
  ];
}

/** What a browser would make of it: names of tags and attributes, and where links lead. */
const skeleton = (page: string): string =>
  [...page.matchAll(/<[^>]*>/g)]
    .map(([tag]) =>
      tag.replaceAll(/ (\w[\w-]*)="([^"]*)"/g, (_, name: string, value: string) =>
        /^(href|src|action)$/.test(name) && !/^\/(?!\/)|^#/.test(value) ? ` ${name}="${value}"` : ` ${name}`,
      ),
    )
    .join("\n");

test("whatever strangers wrote is text on every page: no tag, attribute or link of theirs, nothing that acts", {
  timeout: 60_000,
}, () => {
  const plain = pages(() => "plain").map(skeleton);
  fc.assert(
    fc.property(foreign, (texts) => {
      const found = pages(taker(texts));
      for (const [index, page] of found.entries()) {
        expect(skeleton(page)).toBe(plain[index]);
        expect(page).not.toMatch(acting);
      }
    }),
    { numRuns: 40 },
  );
});
