import { describe, expect, test } from "vitest";
import { finish, runbookWith, step } from "../../../test/fixtures/runbooks/runbook-with.ts";
import type { Answer } from "../query/query.ts";
import { parseExpression } from "./expression.ts";
import { afterRounds, heldInARow, paceWords, roundHolds } from "./rounds.ts";
import type { RepeatEnd } from "./step-blocks.ts";
import { beginWalk, settleStep } from "./walk.ts";

const pace = { every: 600, inARow: 3, atMost: 3_600 };
const start = new Date("2026-11-20T02:00:00Z");
/** One sign a round, ten minutes apart: `+` held, `-` did not. */
const rounds = (signs: string) =>
  [...signs].map((sign, index) => ({
    at: new Date(start.getTime() + index * 600_000),
    held: sign === "+",
  }));

const answer = (rows: number, truncated?: string): Answer => ({
  columns: ["count"],
  rows: Array.from({ length: rows }, () => ({ count: 1 })),
  rowsBeforeLimit: rows,
  completeness: {
    engine: "archive",
    accounts: [],
    regions: [],
    window: { from: start, to: start },
    pagesRead: 1,
    scanned: 1,
    matched: rows,
    duplicatesDropped: 0,
    servicesHidden: 0,
    truncated,
    settlesAt: start,
    settled: true,
    notes: [],
  },
});

describe("rounds of a repeat step", () => {
  test("three quiet rounds one after the other end it, others do not", () => {
    expect(afterRounds(pace, rounds("+++"))).toEqual({ ended: "quiet" });
    expect(afterRounds(pace, rounds("-+++"))).toEqual({ ended: "quiet" });
    expect(afterRounds(pace, rounds("++-+"))).toEqual({ nextAt: new Date("2026-11-20T02:40:00Z") });
    expect(heldInARow(rounds("++-++"))).toBe(2);
    expect(heldInARow(rounds("--"))).toBe(0);
  });

  test("the time being over ends it, and the last round may fall on its very end", () => {
    expect(afterRounds(pace, rounds("------"))).toEqual({ nextAt: new Date("2026-11-20T03:00:00Z") });
    expect(afterRounds(pace, rounds("-------"))).toEqual({ ended: "not-quiet" });
    expect(afterRounds(pace, rounds("----+++"))).toEqual({ ended: "quiet" });
  });

  test("nothing found in what was read halfway is not quiet", () => {
    const step = { until: { text: "rows == 0", expression: parseExpression("rows == 0") } };
    expect(roundHolds(step, answer(0), {})).toBe(true);
    expect(roundHolds(step, answer(1), {})).toBe(false);
    expect(roundHolds(step, answer(0, "the time was up"), {})).toBe(false);
  });

  test("its pace reads like a sentence", () => {
    expect(paceWords({ ...pace, until: "rows == 0" })).toBe(
      "every 10m until rows == 0, 3 times in a row, for 1h at most",
    );
  });
});

describe("a repeat step in a file", () => {
  const written = (more: string) =>
    runbookWith(
      step("Is it quiet?", {
        repeat: `id: quiet\nwhere: { userIdentity.accessKeyId: "{{key}}" }\nby: [ip]\nwindow: last 30m\n${more}`,
        conclude:
          '- { when: rows > 0, level: critical, say: "{{top.ip}} still calls" }\n- { when: answer == quiet, level: note, say: Quiet }',
        next: "- { when: answer == stopped, go: end }",
      }) + finish,
    );
  const sound = "every: 10m\nuntil: rows == 0\ninARow: 3\natMost: 2h";

  test("asks its query with a pace, and its rules speak of how it ended", () => {
    const runbook = written(sound);
    expect(runbook.steps[0]).toMatchObject({
      kind: "repeat",
      every: 600,
      inARow: 3,
      atMost: 7_200,
      until: { text: "rows == 0" },
    });
    const settled = (answer: Answer, ended: RepeatEnd) =>
      settleStep(runbook, beginWalk({}), "quiet", { kind: "repeat", answer, ended });
    expect(settled(answer(0), "quiet").conclusion.findings).toMatchObject([{ level: "note" }]);
    expect(settled(answer(0), "quiet").next?.id).toBe("over");
    expect(settled(answer(0), "stopped").next).toBeUndefined();
    expect(settled(answer(1), "not-quiet").conclusion.findings).toMatchObject([{ level: "critical" }]);
  });

  test.each([
    ["asks faster than once a minute", sound.replace("10m", "30s"), /at least 1m/],
    ["has no time for its rounds", sound.replace("2h", "20m"), /too short for that many rounds/],
    ["would have a thousand rounds", sound.replace("10m", "1m").replace("2h", "7d"), /more than 500 rounds/],
    ["waits for what nobody can read", sound.replace("rows == 0", "rows =="), /expected a value/],
    ["waits for a column that is not there", sound.replace("rows", "distinct.nobody"), /no column "nobody"/],
  ])("is refused when it %s", (_, more, message) => {
    expect(() => written(more)).toThrow(message);
  });

  test("its rules may only speak of ends that there are", () => {
    const broken = () =>
      runbookWith(
        step("Quiet?", {
          repeat: `id: quiet\nwhere: {}\nwindow: last 30m\n${sound}`,
          next: "- { when: answer == loud, go: end }",
        }) + finish,
      );
    expect(broken).toThrow(/"loud" is none of the answers: quiet, not-quiet, stopped/);
  });
});
