import { describe, expect, test } from "vitest";
import {
  answerOf,
  finish,
  runbookWith,
  step,
  whoQuery,
} from "../../../test/fixtures/runbooks/runbook-with.ts";
import { plainText } from "../text/text.ts";
import type { Facts } from "./facts.ts";
import { missingFacts, renderStep } from "./render-step.ts";
import { beginWalk, currentStep, settleStep, skipStep } from "./walk.ts";

const now = new Date("2026-11-20T03:00:00Z");
const facts: Facts = {
  key: { value: "AKIAIOSFODNN7EXAMPLE", from: "input" },
  window: { value: { from: new Date("2026-11-19T03:00:00Z"), to: now }, from: "default" },
};

const runbook = runbookWith(
  step("Who?", { query: whoQuery, conclude: "- { set: { principal: top.principal } }" }) +
    step("What else did {{principal}} do?".replace("{{principal}}", "they"), {
      query: 'id: else\nwhere: { principal: "{{principal}}", userAgent: "x{{key}}*" }\nwindow: last 2h',
      next: "- { when: rows == 0, go: over }",
    }) +
    step("Was it you?", {
      ask: 'id: was-it-you\nto: "{{principal}}"\nquestion: Did you use {{key}}?\nanswers: { mine: Me, not-mine: Not me }\nwithin: 10m\notherwise: not-mine',
    }) +
    step("Stop it", {
      instruct: "id: stop\ncopy:\n  - say: Stop it\n    command: aws stop --user {{principal}}",
    }) +
    finish,
);
const found = answerOf([{ principal: "arn:aws:iam::111122223333:user/it's me", ip: "192.0.2.7" }]);

test("a walk goes from step to step and carries its facts along", () => {
  let walk = beginWalk(facts);
  const way: (string | undefined)[] = [currentStep(runbook, walk)?.id];
  const settle = (id: string, result: Parameters<typeof settleStep>[3]) => {
    walk = settleStep(runbook, walk, id, result).walk;
    way.push(currentStep(runbook, walk)?.id);
  };
  settle("who", { kind: "query", answer: found });
  settle("else", { kind: "query", answer: found });
  settle("was-it-you", { kind: "ask", answer: "mine" });
  settle("stop", { kind: "instruct" });
  expect(way).toEqual(["who", "else", "was-it-you", "stop", "over"]);
  expect(walk.facts.principal).toEqual({ value: found.rows[0]?.principal, from: "step:who" });
  expect(walk.done.map((done) => done.next)).toEqual(["else", "was-it-you", "stop", "over"]);
});

test("a step settled again leads where its last result leads", () => {
  const once = settleStep(runbook, beginWalk(facts), "who", { kind: "query", answer: found }).walk;
  const empty = settleStep(runbook, once, "else", { kind: "query", answer: answerOf([]) });
  expect(empty.next?.id).toBe("over");
  const again = settleStep(runbook, empty.walk, "else", { kind: "query", answer: found }).walk;
  expect(currentStep(runbook, again)?.id).toBe("was-it-you");
});

test("a skipped step leads to the next, and nothing is changed in place", () => {
  const start = beginWalk(facts);
  const { walk } = skipStep(runbook, start, "who");
  expect(currentStep(runbook, walk)?.id).toBe("else");
  expect(currentStep(runbook, start)?.id).toBe("who");
});

test("a result of another kind and an unknown step are refused", () => {
  const walk = beginWalk(facts);
  expect(() => settleStep(runbook, walk, "who", { kind: "ask", answer: "mine" })).toThrow("is a query step");
  expect(() => skipStep(runbook, walk, "whom")).toThrow('has no step "whom": it has who, else');
});

describe("a step as people and engines get it", () => {
  const [who, other, ask, stop] = runbook.steps;

  test("a query is bound to its window, its values literal and its author's stars wild", () => {
    const rendered = renderStep(other!, { ...facts, principal: { value: "user/*", from: "step:who" } }, now);
    expect(rendered).toMatchObject({
      kind: "query",
      window: { from: new Date("2026-11-20T01:00:00Z"), to: now },
      query: {
        where: {
          all: [
            { path: "principal", test: { op: "equals", values: [{ text: "user/*", openEnd: false }] } },
            {
              path: "userAgent",
              test: {
                op: "equals",
                values: [{ text: "xAKIAIOSFODNN7EXAMPLE", openStart: false, openEnd: true }],
              },
            },
          ],
        },
      },
    });
  });

  test("the runbook's window serves a query without its own", () => {
    expect(renderStep(who!, facts, now)).toMatchObject({ window: facts.window?.value, notes: [] });
  });

  test("a query whose facts nobody found cannot be asked, and says which", () => {
    expect(missingFacts(other!, facts)).toEqual(["principal"]);
    expect(() => renderStep(other!, facts, now)).toThrow("needs `principal`, which no earlier step found");
  });

  test("an ask whose person is not known goes to its fallback", () => {
    expect(renderStep(ask!, facts, now)).toMatchObject({ to: undefined, fallback: "commander", within: 600 });
    const known = { ...facts, principal: { value: "user/a", from: "step:who" } };
    expect(renderStep(ask!, known, now)).toMatchObject({ to: "user/a" });
  });

  test("a command to copy holds a hostile name as one word", () => {
    const known = { ...facts, principal: { value: "me; rm -rf /", from: "step:who" } };
    const rendered = renderStep(stop!, known, now);
    expect(rendered.kind === "instruct" && plainText(rendered.copy[0]?.command ?? [])).toBe(
      "aws stop --user 'me; rm -rf /'",
    );
  });
});
