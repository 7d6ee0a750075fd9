import { describe, expect, test } from "vitest";
import * as record from "../../../test/fixtures/slack/record.ts";
import type { Run, RunState } from "../../domain/run/run.ts";
import { whatChangedTitle } from "../../domain/run/what-changed.ts";
import { author, inserted } from "../../domain/text/text.ts";
import type { Facts } from "../../flows/ports.ts";
import { actionIds, parseRef } from "../ids.ts";
import type { Block } from "./blocks.ts";
import { entryView } from "./entry.ts";
import { maxBlockText, textLength } from "./fit-blocks.ts";
import { incidentView } from "./incident.ts";
import type { MessageView } from "./message.ts";
import { runView } from "./run.ts";
import { segments } from "./segments.ts";
import { stepView } from "./step.ts";

const { incident, step, run, runbook, rows, nastiest, nasty, alarm, at } = record;

interface Node {
  [key: string]: unknown;
}

/** Every object in some blocks, outermost first. */
function nodes(part: unknown): Node[] {
  if (Array.isArray(part)) return part.flatMap(nodes);
  if (typeof part !== "object" || part === null) return [];
  return [part as Node, ...Object.values(part).flatMap(nodes)];
}

/** Slack's documented limits for what we use, and that nothing in a message is read as mrkdwn. */
function faults(view: MessageView): string[] {
  const found: string[] = [];
  const check = (ok: boolean, what: string) => {
    if (!ok) found.push(what);
  };
  check(view.blocks.length >= 1 && view.blocks.length <= 50, `${view.blocks.length} blocks`);
  check(textLength(view.blocks) <= maxBlockText, `${textLength(view.blocks)} characters in all`);
  check([...view.text].length <= 4000, "text too long for chat.update");
  check(!/<[!@#]|<http/.test(view.text), "the fallback text pings or links");
  check(view.blocks.filter((block) => block.type === "table").length <= 1, "two tables");
  for (const node of nodes(view.blocks)) {
    check(node.type !== "mrkdwn" && node.type !== "markdown", `a ${String(node.type)} in the message`);
    check(!["broadcast", "usergroup"].includes(String(node.type)), "a broadcast");
    check(node.type !== "plain_text" || node.emoji === false, "plain text that shows emoji");
    if (typeof node.text === "string") {
      check(node.text.length > 0, `an empty text in ${String(node.type)}`);
      check([...node.text].length <= 3000 || node.type === "text", "a text object over 3000");
      check(
        !/[\u202a-\u202e\u2066-\u2069\p{Cc}]/u.test(node.text.replaceAll("\n", "")),
        "invisible characters",
      );
    }
    if (node.type === "header")
      check([...(node.text as { text: string }).text].length <= 150, "a header over 150");
    if (node.type === "button") {
      check([...(node.text as { text: string }).text].length <= 75, "a label over 75");
      check(String(node.value).length <= 2000, "a value over 2000");
    }
    if (node.type === "overflow") {
      const options = node.options as { value: string }[];
      check(options.length >= 1 && options.length <= 5, "an overflow of another size than 1 to 5");
      for (const option of options)
        check(option.value.length <= 75, `an option's value over 75: ${option.value}`);
    }
    if (node.type === "actions") {
      const ids = (node.elements as { action_id: string }[]).map((each) => each.action_id);
      check(new Set(ids).size === ids.length && ids.length <= 25, "action ids twice in a block");
    }
    if (node.type === "table") {
      const cells = node.rows as unknown[][];
      check(
        cells.length <= 100 && cells.every((row) => row.length === cells[0]?.length && row.length <= 20),
        "table size",
      );
    }
  }
  return found;
}

const said = (blocks: readonly Block[]): string =>
  nodes(blocks)
    .flatMap((node) => (typeof node.text === "string" ? [node.text] : []))
    .join(" ");

const labels = (blocks: readonly Block[]): string[] =>
  nodes(blocks)
    .filter((node) => node.type === "button")
    .map((node) => (node.text as { text: string }).text);

const facts: Facts = {
  principal: { value: nastiest, from: "step:who" },
  address: { value: nasty, from: "step:who" },
  key: { value: "AKIAIOSFODNN7EXAMPLE", from: "input" },
};

const runStates: RunState[] = ["queued", "running", "done", "failed", "cancelled", "unknown"];

describe("whatever an intruder writes", () => {
  const hostile = alarm({ name: nastiest, reason: nastiest, region: nasty, account: nasty });
  const manyFindings = Array.from({ length: 30 }, () => ({
    stepId: "who",
    level: "critical" as const,
    say: [author("It was `"), inserted(nastiest), author("` *"), inserted(nasty)],
    eventIds: [],
  }));
  const bigRun = (state: RunState) =>
    run({
      state,
      title: nastiest,
      error: nastiest,
      findings: manyFindings,
      rowCount: 100_000,
      regions: [nastiest],
    });
  const wide = rows(
    100,
    Array.from({ length: 30 }, (_, index) => `${nasty}${index}`),
    () => nastiest,
  );

  test("the incident's message stays within Slack's limits and is inert", () => {
    const alarms = Array.from({ length: 50 }, (_, index) => ({
      ...{
        key: `${index}`,
        name: nastiest,
        arn: nasty,
        severity: "P1" as const,
        state: "ALARM" as const,
        at,
      },
      ...{ count: 9_999, transitions: 19_999 },
    }));
    const shown = {
      incident: incident({
        alarm: hostile,
        title: nastiest,
        counts: { alarms: 10_000, firing: 9_999, transitions: 123_456, reopened: 99 },
        snoozed: { until: at, by: { kind: "responder", id: "U0", name: nastiest }, reason: nastiest },
        commander: { id: "U0", name: nastiest },
      }),
      alarms,
      steps: [step()],
      runs: [bigRun("done")],
      runbook: runbook({ title: nastiest }),
    };
    for (const storm of [true, false])
      for (const state of ["open", "acknowledged", "resolved"] as const) {
        const resolved = state === "resolved" ? { resolvedAt: at, resolution: nastiest } : {};
        const changed = { ...shown.incident, storm, state, ...resolved };
        expect(faults(incidentView({ ...shown, incident: changed }))).toEqual([]);
      }
  });

  test.each(runStates)("a step whose run is %s stays within Slack's limits and is inert", (state) => {
    const view = stepView({
      incident: incident(),
      step: step({ runId: "r" }),
      runbook: runbook(),
      run: bigRun(state),
      rows: wide,
      facts,
    });
    expect(faults(view)).toEqual([]);
    expect(faults(runView(incident(), bigRun(state), wide))).toEqual([]);
  });

  test.each(record.steps.map((each) => each.id))(
    "the step %s stays within Slack's limits and is inert",
    (stepId) => {
      for (const answer of [
        null,
        { value: "mine", by: { kind: "responder", id: "U0", name: nastiest }, at } as const,
      ])
        expect(
          faults(
            stepView({
              incident: incident(),
              step: step({ stepId, answer, expiresAt: at }),
              runbook: runbook(),
              run: undefined,
              rows: undefined,
              facts,
            }),
          ),
        ).toEqual([]);
    },
  );

  test("a note is shown whole and inert", () => {
    const entry = {
      ...{ incidentId: "i", seq: 4, at, salt: "", hash: "", action: "note.add" as const },
      actor: { kind: "responder" as const, id: "U0", name: nastiest },
      body: { text: nastiest.slice(0, 3000) },
    };
    expect(faults(entryView(incident(), entry))).toEqual([]);
  });
});

describe("the incident's message", () => {
  const shown = {
    incident: incident(),
    alarms: [],
    steps: [step({ version: 7 })],
    runs: [
      run({ findings: [{ stepId: "who", level: "warning", say: [author("2 addresses")], eventIds: [] }] }),
    ],
    runbook: runbook(),
  };

  test("says what is wrong, how bad, since when, and what was found", () => {
    const text = said(incidentView(shown).blocks);
    for (const part of [
      "INC-42 · P2 · AccessKeyElsewhere",
      "Threshold Crossed",
      "nobody yet",
      "An access key is used by someone else",
      "🟠",
      "2 addresses",
    ])
      expect(text).toContain(part);
  });

  test("offers what its state allows, and no more", () => {
    expect(labels(incidentView(shown).blocks)).toEqual([
      "Acknowledge",
      "Run next step",
      "Escalate…",
      "Take command",
      "What changed?",
      "Resolve",
      "More…",
    ]);
    const asked = run({ stepId: null, title: whatChangedTitle });
    expect(labels(incidentView({ ...shown, runs: [asked] }).blocks)).not.toContain("What changed?");
    const commanded = incident({ state: "acknowledged", commander: { id: "U0LEAD", name: "Lead" } });
    expect(labels(incidentView({ ...shown, incident: commanded }).blocks)).toEqual([
      "Run next step",
      "Escalate…",
      "What changed?",
      "Resolve",
      "More…",
    ]);
    expect(labels(incidentView({ ...shown, incident: incident({ state: "resolved" }) }).blocks)).toEqual([
      "Reopen",
      "More…",
    ]);
    expect(labels(incidentView({ ...shown, steps: [step({ state: "running" })] }).blocks)).not.toContain(
      "Run next step",
    );
  });

  test("its Run next step names the step and the version it was made for", () => {
    const button = nodes(incidentView(shown).blocks).find((node) => node.action_id === actionIds.runNext);
    expect(parseRef(button?.value as string)).toMatchObject({
      incidentId: incident().id,
      stepId: "who",
      version: 7,
    });
  });
});

describe("a step's message", () => {
  const view = (changes: Partial<Parameters<typeof stepView>[0]>) =>
    stepView({
      incident: incident(),
      step: step({ runId: "r" }),
      runbook: runbook(),
      run: run(),
      rows: undefined,
      facts: {},
      ...changes,
    }).blocks;

  test("offers Run, then Cancel, then the full result, and Run again when it failed", () => {
    const open = ["Change inputs…", "Claim", "Skip…"];
    const at = (state: RunState, more: Partial<Run> = {}) =>
      labels(view({ step: step({ runId: "r", state }), run: run({ state, ...more }) }));
    expect(labels(view({ run: undefined, step: step() }))).toEqual(["Run", "Ask with…", ...open]);
    expect(at("queued")).toEqual(["Cancel", "Claim"]);
    expect(at("running")).toEqual(["Cancel", "Claim"]);
    expect(at("done")).toEqual(["Full result", "Ask again", "Add to timeline", "Change inputs…"]);
    expect(at("failed", { error: "AWS refused: AccessDenied." })).toEqual([
      "Run again",
      "Ask with…",
      ...open,
    ]);
  });

  test("that was left out says so: a question takes no answer any more, a query can still be run", () => {
    const skipped = { state: "skipped", expiresAt: null } as const;
    const asked = view({ run: undefined, step: step({ stepId: "was-it-you", ...skipped }) });
    expect(labels(asked)).toEqual([]);
    expect(said(asked)).toContain("This step was left out.");
    expect(labels(view({ run: undefined, step: step(skipped) }))).toEqual([
      "Run",
      "Ask with…",
      "Change inputs…",
    ]);
  });

  test("shows ten rows with short keys and says how many more there are", () => {
    const kept = rows(12, ["userIdentity.accessKeyId", "ip"], () => "AKIAIOSFODNN7EXAMPLE");
    const blocks = view({ rows: kept, run: run({ rowCount: 12 }) });
    const table = blocks.find((block) => block.type === "table");
    expect(table?.rows).toHaveLength(11);
    expect(JSON.stringify(blocks)).not.toContain("AKIAIOSFODNN7EXAMPLE");
    expect(said(blocks)).toContain("2 more rows in the full result");
  });

  test("an answer without rows says what was searched and how far it reaches", () => {
    const text = said(view({ rows: { columns: [], rows: [] }, run: run({ rowCount: 0 }) }));
    expect(text).toContain("Nothing found in what was searched");
    expect(text).toMatch(/eu-central-1/);
    expect(text).toMatch(/214/);
  });

  test("an ask puts its question, whom it is for, and what counts without an answer", () => {
    const asked = incident({ commander: { id: "U0LEAD", name: "Lead" } });
    const blocks = view({
      incident: asked,
      step: step({ stepId: "was-it-you", state: "waiting", expiresAt: at }),
      run: undefined,
      facts: { address: { value: "203.0.113.9", from: "step:who" } },
    });
    expect(labels(blocks)).toEqual(["That was me", "Not me", "Skip…"]);
    expect(said(blocks)).toContain("203.0.113.9");
    expect(nodes(blocks)).toContainEqual({ type: "user", user_id: "U0LEAD" });
  });

  test("a command to copy has its key whole, or it could not be used", () => {
    const key = "AKIAIOSFODNN7EXAMPLE";
    const blocks = view({
      step: step({ stepId: "rotate", state: "waiting" }),
      run: undefined,
      facts: { key: { value: key, from: "input" } },
    });
    expect(said(blocks)).toContain(`--access-key-id ${key} --status`);
    const long = { key: { value: "x".repeat(990), from: "input" } };
    const cut = view({ step: step({ stepId: "rotate", state: "waiting" }), run: undefined, facts: long });
    expect(said(cut)).toContain("too long to show");
  });

  test("nothing can be run or answered once the incident is resolved", () => {
    const resolved = incident({ state: "resolved", resolvedAt: at });
    expect(labels(view({ incident: resolved, run: undefined, step: step() }))).toEqual([]);
    expect(labels(view({ incident: resolved }))).toEqual(["Full result", "Add to timeline"]);
  });
});

test("only what the author wrote styles a sentence", () => {
  expect(segments([author("No call by `"), inserted("a`b*c"), author("` by **them**.")])).toEqual([
    { type: "text", text: "No call by " },
    { type: "text", text: "a`b*c", style: { code: true } },
    { type: "text", text: " by " },
    { type: "text", text: "them", style: { bold: true } },
    { type: "text", text: "." },
  ]);
});
