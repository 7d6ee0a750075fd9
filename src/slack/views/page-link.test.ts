import { expect, test } from "vitest";
import { incident, nastiest } from "../../../test/fixtures/slack/record.ts";
import { blockFaults } from "../../sandbox/slack/blocks/validate-blocks.ts";
import { incidentView } from "./incident.ts";
import { pageView } from "./page-link.ts";
import { statusView } from "./status.ts";

const page = "https://cairn.example.com/incidents/INC-42";
const root = (changes: Parameters<typeof incident>[0], url: string | undefined) =>
  incidentView({
    ...{ incident: incident(changes), alarms: [], steps: [], runs: [], mutes: [], runbook: undefined },
    page: url,
  });

test("the first message leads to the incident's page beside its commander, in no line of its own", () => {
  const lines = (url: string | undefined) => JSON.stringify(root({}, url).blocks).split("\\n").length;
  expect(JSON.stringify(root({}, page).blocks)).toContain(
    `{"type":"link","url":"${page}","text":"Open its page"}`,
  );
  expect(lines(page)).toBe(lines(undefined));
  expect(blockFaults(root({}, page).blocks, "message", "/blocks")).toEqual([]);
});

test("a notification leads to the alarm, and to the page where there is none", () => {
  expect(root({}, page).text).toContain("|Open in CloudWatch>");
  expect(root({ alarm: null }, page).text).toContain(`<${page}|Open its page>`);
  expect(root({ alarm: null }, undefined).text).not.toContain("<http");
});

test("without pages nothing leads there", () => {
  expect(JSON.stringify(root({}, undefined))).not.toContain("its page");
  expect(JSON.stringify(statusView([incident()], "Open", { incident: "/incident" } as never))).not.toContain(
    "its page",
  );
});

test("a list leads to every page, and what is told to one person has a button", () => {
  const list = statusView(
    [incident(), incident({ number: 43 })],
    "Open",
    { incident: "/incident" } as never,
    "https://cairn.example.com",
  );
  expect(JSON.stringify(list)).toContain(`"${page}"`);
  expect(JSON.stringify(list)).toContain('"https://cairn.example.com/incidents/INC-43"');
  const told = pageView({ number: 42, title: nastiest }, page);
  expect(blockFaults(told.blocks, "message", "/blocks")).toEqual([]);
  expect(told.text).toBe(`INC-42 on its page · <${page}|Open its page>`);
});
