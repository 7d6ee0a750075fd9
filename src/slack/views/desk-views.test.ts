import { describe, expect, test } from "vitest";
import { incident, nastiest, step } from "../../../test/fixtures/slack/record.ts";
import type { Waiting } from "../../domain/incident/waiting.ts";
import type { Listed } from "../../flows/home/home-of.ts";
import { blockFaults } from "../../sandbox/slack/blocks/validate-blocks.ts";
import { requireView } from "../../sandbox/slack/blocks/validate-view.ts";
import { holdMessage } from "../listeners/held-message.ts";
import { verbs } from "../listeners/verbs.ts";
import { type HomeToShow, homeView } from "./home.ts";
import { declareFromModal, linkModal } from "./message-modals.ts";
import { mistypedView } from "./mistyped.ts";
import { openFormView } from "./open-form.ts";
import { toldView } from "./told.ts";
import { toldModal } from "./told-modal.ts";
import { type TrayToShow, trayModal, trayView } from "./tray.ts";

// Every one of them by the workspace's strict checks, at the largest and the nastiest.

const place = { channel: "C0INCIDENTS", ts: "1700000000.000100" };
const link = () => `https://slack.example/archives/C0INCIDENTS/p1700000000000100`;
const from = { channel: "C0INCIDENTS", threadTs: "1700000000.000100" };
const many = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    incident({
      id: `8a1d6b0e-6f0a-4a7e-9d3c-${String(at).padStart(12, "0")}`,
      number: 1_000_000 + at,
      title: nastiest,
      commander: { id: "U0LEAD", name: nastiest },
      state: at % 2 === 0 ? "open" : "acknowledged",
    }),
  );
const waiting = (count: number): Waiting[] =>
  many(count).map((each, at) => ({
    incident: each,
    why: (["answer", "approve", "review", "next"] as const)[at % 4] ?? "next",
    step: step({ stepId: "s".repeat(80), version: 999_999 }),
    title: nastiest,
    kind: at % 3 === 0 ? "choose" : "query",
    answers: { yes: nastiest, no: nastiest, maybe: nastiest },
    place,
  }));
const tray = (changes: Partial<TrayToShow> = {}): TrayToShow => ({
  open: many(20),
  elsewhere: false,
  waiting: waiting(20),
  link,
  pagesUrl: "https://cairn.example.com",
  verbs,
  withheld: 3,
  ...changes,
});
const listed = (count: number): Listed[] => many(count).map((each) => ({ incident: each, place }));
const home = (changes: Partial<HomeToShow> = {}): HomeToShow => ({
  waiting: waiting(60),
  mine: listed(20),
  others: listed(20),
  recent: listed(5),
  mayDeclare: true,
  trouble: Array.from({ length: 20 }, () => nastiest),
  commands: { incident: "/incident", trail: "/trail" },
  pagesUrl: "https://cairn.example.com",
  link,
  ...changes,
});
const labels = (view: { blocks: readonly unknown[] }): string[] =>
  (view.blocks as { elements?: { text?: { text?: string } }[] }[]).flatMap(({ elements = [] }) =>
    elements.flatMap(({ text }) => text?.text ?? []),
  );

const flows = { holdText: async () => "12345678-aaaa-4bbb-8ccc-123456789012" };
const held = await holdMessage(
  { flows },
  {
    ...{ ...from, ts: from.threadTs, author: "U0ONCALL", text: nastiest, domain: "d".repeat(60) },
    files: Array.from({ length: 10 }, () => nastiest),
  },
);

describe("accepted by a strict workspace", () => {
  test.each([
    ["the tray of an incident", trayModal(tray({ incident: many(1)[0] }), from)],
    ["the tray of a channel", trayModal(tray(), from)],
    ["the tray where nothing is open", trayModal(tray({ open: [], waiting: [], withheld: 0 }), {})],
    ["a form to link a message", linkModal(many(150), from, held, nastiest)],
    ["a form to declare from a message", declareFromModal(from, held, nastiest)],
    ["an answer in a form", toldModal(toldView(nastiest), { incidentId: many(1)[0]?.id, rest: "tray" })],
  ])("%s", (_, view) => {
    expect(() => requireView(view, "modal")).not.toThrow();
  });

  test.each([
    ["the fullest App Home", homeView(home())],
    [
      "the emptiest App Home",
      homeView(home({ waiting: [], mine: [], others: [], recent: [], trouble: [], mayDeclare: false })),
    ],
  ])("%s", (_, view) => {
    expect(() => requireView(view, "home")).not.toThrow();
    expect(view.blocks.length).toBeLessThanOrEqual(100);
  });

  test.each([
    ["the tray as an aside", trayView(tray({ incident: many(1)[0] }))],
    ["the tray of a channel as an aside", trayView(tray())],
    [
      "what was mistyped",
      mistypedView("/incident", nastiest, { name: "resolve", usage: "" }, { rest: nastiest }),
    ],
    ["an offer of a form", openFormView(nastiest)],
    ["an offer of a form for little", openFormView("note")],
  ])("%s", (_, view) => {
    expect(blockFaults(view.blocks, "message", "/blocks")).toEqual([]);
  });
});

test("what is cut from a full App Home is counted, and how to practise is never cut", () => {
  const view = JSON.stringify(homeView(home()));
  expect(view).toContain("Waits for you (60)");
  expect(view).toContain("and 50 more");
  expect(view).toContain("Game day");
});

test("an App Home says that Cairn is degraded before anything else, and nothing of it when all is well", () => {
  const [first] = homeView(home({ trouble: ["Messages to Slack are late."] })).blocks;
  expect(JSON.stringify(first)).toContain("Cairn is degraded");
  expect(JSON.stringify(homeView(home({ trouble: [] })))).not.toContain("degraded");
});

test("what is to be approved is read where it stands whole: the App Home only leads there", () => {
  const [approve] = waiting(2).slice(1);
  const view = homeView(home({ mine: [], others: [], recent: [], waiting: approve ? [approve] : [] }));
  expect(labels(view)).toEqual([
    "Declare an incident",
    "Runbooks",
    "All incidents",
    "What can I say?",
    "Open the pages",
    "Open the thread",
  ]);
});

test("the tray of an incident has a button for every verb, the first one standing out", () => {
  const view = trayModal(tray({ incident: many(1)[0], waiting: [] }), from);
  expect(labels(view).sort()).toEqual(verbs.map(({ button }) => button).sort());
  expect(JSON.stringify(view).match(/"style":"primary"/g)).toHaveLength(1);
});
