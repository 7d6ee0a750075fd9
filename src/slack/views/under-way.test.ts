import { describe, expect, test } from "vitest";
import { completeness, incident, nasty, run, runbook, step } from "../../../test/fixtures/slack/record.ts";
import type { Leg, QueryPlan } from "../../domain/query/query.ts";
import type { EngineChoice } from "../../flows/runs/engine-choices.ts";
import { answerBlocks } from "./answer.ts";
import { askWithModal } from "./ask-with.ts";
import { stepView } from "./step.ts";
import { missingBlocks, underWay } from "./under-way.ts";

/** All text that is shown, in order. */
function said(part: unknown): string {
  if (Array.isArray(part)) return part.map(said).join("");
  if (typeof part !== "object" || part === null) return "";
  if ("text" in part && typeof part.text === "string") return part.text;
  return Object.values(part).map(said).join("");
}

const plan = (seconds: number, more: Partial<QueryPlan> = {}): QueryPlan => ({
  engine: "event-history",
  pushedDown: [],
  checkedHere: [],
  estimate: { seconds },
  command: "",
  ...more,
});
const leg = (region: string, more: Partial<Leg> = {}): Leg => ({
  engine: "event-history",
  account: "111122223333",
  region,
  state: "done",
  ...more,
});
const progress = { pagesRead: 3, scanned: 150, matched: 2 };

describe("a run that is queued", () => {
  test("says its position and about how long it will wait", () => {
    const blocks = underWay(run({ state: "queued", place: { position: 3, waitSeconds: 40 } }));
    expect(said(blocks)).toContain("position 3, about 40 s");
  });

  test("says nothing of a queue when its turn has come", () => {
    const blocks = underWay(run({ state: "queued", place: { position: 1, waitSeconds: 1 } }));
    expect(said(blocks)).not.toContain("position");
  });

  test("says that it shares another's answer, and how far that is", () => {
    const blocks = underWay(run({ state: "queued", sharedRun: "run-1", progress, plan: plan(1) }));
    expect(said(blocks)).toContain(
      "the same is being asked already, and its answer comes here too. So far 3 pages",
    );
  });
});

describe("a run that is under way", () => {
  test("says why this engine was chosen", () => {
    const why = "log-group, about 2 s. Others: athena cannot: no table.";
    expect(said(underWay(run({ state: "running", plan: plan(2, { why }) })))).toContain(`Asks ${why}`);
  });

  test("says how each part stands, the failed ones first", () => {
    const legs = [
      leg("eu-central-1"),
      leg("eu-west-1", { state: "waiting", waitSeconds: 12 }),
      leg("us-east-1", { state: "failed", why: "AWS denied it." }),
    ];
    const text = said(underWay(run({ state: "running", progress: { ...progress, legs } })));
    expect(text).toMatch(/us-east-1, account 111122223333: failed: AWS denied it\..*eu-central-1.*: done/);
    expect(text).toContain("eu-west-1, account 111122223333: waits for its turn at AWS, about 12 s");
  });

  test("shows first rows, marked as partial", () => {
    const preview = { columns: ["eventName"], rows: [{ eventName: "ListUsers" }] };
    const blocks = underWay(run({ state: "running", progress: { ...progress, preview } }));
    expect(said(blocks)).toMatch(
      /Partial: first rows; more may come, and counts may grow\.eventNameListUsers/,
    );
    expect(said(answerBlocks(run(), undefined))).not.toContain("Partial");
  });
});

test("an answer that lacks a part says so above its findings, with the reason", () => {
  const legs = [leg("eu-central-1"), leg("us-east-1", { state: "failed", why: `AWS denied it. ${nasty}` })];
  const text = said(answerBlocks(run({ completeness: completeness({ legs }) }), undefined));
  expect(text).toMatch(
    /^⚠️ Not whole: 1 of 2 parts gave no answerus-east-1, account 111122223333: AWS denied it/,
  );
  expect(missingBlocks(completeness({ legs: [leg("eu-central-1")] }))).toEqual([]);
});

describe("another engine", () => {
  const choices: EngineChoice[] = [
    { engine: "event-history", usual: true, plan: { estimate: { seconds: 360 } } },
    {
      engine: "log-group",
      usual: false,
      plan: { estimate: { seconds: 8 }, unreached: "what the trail did not deliver" },
    },
    { engine: "athena", usual: false, refused: "This account has no athena: it is not set up in cairn.yml." },
  ];
  const shown = {
    incident: incident(),
    step: step(),
    runbook: runbook(),
    run: undefined,
    rows: undefined,
    facts: {},
  };
  const view = (given: EngineChoice[]) =>
    said(
      stepView({ ...shown, asked: undefined, approval: undefined, trouble: undefined, choices: given })
        .blocks,
    );

  test("is offered before a step that takes long is run", () => {
    expect(view(choices)).toContain(
      "Takes long: event-history, about 6 min. Ask log-group (about 8 s) instead?",
    );
  });

  test("is not spoken of when a step is quick", () => {
    const quick = choices.map((each) => ({ ...each, plan: { estimate: { seconds: 5 } } }));
    expect(view(quick)).not.toContain("Takes long");
  });

  test("is named as what is missing when none would be faster", () => {
    const [only] = choices;
    expect(view(only ? [only] : [])).toContain("No other engine that is set up would be faster");
  });

  test("can be chosen with what it would take, and who cannot says why", () => {
    const modal = askWithModal({ incidentId: "i", stepId: "who" }, "Who?", choices);
    const text = said(modal.blocks);
    expect(text).toContain("event-history, about 6 min (usual)");
    expect(text).toContain("log-group, about 8 sLeaves out: what the trail did not deliver");
    expect(text).toContain("athena: This account has no athena");
  });

  test("nobody can choose where none can answer", () => {
    const modal = askWithModal({ incidentId: "i", stepId: "who" }, "Who?", choices.slice(2));
    expect(modal.blocks.filter(({ type }) => type === "input")).toEqual([]);
  });
});
