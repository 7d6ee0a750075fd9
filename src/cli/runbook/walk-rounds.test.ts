import { expect, test } from "vitest";
import { answerOf, finish, runbookWith, step } from "../../../test/fixtures/runbooks/runbook-with.ts";
import type { RepeatStep } from "../../domain/runbook/schema.ts";
import { walkRounds } from "./walk-rounds.ts";

const now = new Date("2026-11-20T03:00:00Z");
const [quiet] = runbookWith(
  step("Quiet?", {
    repeat:
      "id: quiet\nwhere: {}\nby: [ip]\nwindow: last 30m\nevery: 10m\nuntil: rows == 0\ninARow: 2\natMost: 1h",
  }) + finish,
).steps as [RepeatStep];
const call = { ip: "203.0.113.7", count: 1 };

/** Walks with an answer for each round; after the last of these it is quiet. */
async function walk(noisy: number, rounds: "one" | "all", given?: string) {
  const asked: Date[] = [];
  const walked = await walkRounds(quiet, {
    facts: {},
    now,
    rounds,
    given,
    ask: async ({ window }) => {
      asked.push(window.to);
      return answerOf(asked.length <= noisy ? [call] : []);
    },
  });
  return { ...walked, asked: asked.map((at) => at.toISOString().slice(11, 16)) };
}

test("on a stage the clock moves on from round to round until it was quiet", async () => {
  expect(await walk(1, "all")).toMatchObject({ said: "quiet", asked: ["03:00", "03:10", "03:20"] });
});

test("on a stage where it is never quiet the rounds end with their time", async () => {
  const { said, asked } = await walk(99, "all");
  expect(said).toBe("not-quiet");
  expect(asked.at(-1)).toBe("04:00");
});

test("on real files it is asked once, and says what a thread would do", async () => {
  const once = await walk(0, "one");
  expect(once).toMatchObject({ said: "quiet", asked: ["03:00"] });
  expect(once.remark).toBe(
    "Asked once; a thread asks every 10m until rows == 0, 2 times in a row, for 1h at most.",
  );
  expect((await walk(1, "one")).said).toBe("not-quiet");
});

test("whoever walks may say how it ended", async () => {
  expect(await walk(99, "all", "stopped")).toMatchObject({ said: "stopped", asked: ["03:00"] });
});
