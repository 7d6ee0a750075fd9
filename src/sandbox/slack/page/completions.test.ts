import { expect, test } from "vitest";
import { completionsFor } from "./completions.ts";
import type { Screen } from "./control.ts";

const screen = {
  commands: [
    { command: "/incident", description: "", usageHint: "[list]" },
    { command: "/trail", description: "", usageHint: "" },
  ],
  people: [{ id: "U1", handle: "lead", name: "Lead" }],
  channels: [{ id: "C1", name: "incidents", topic: "" }],
} as unknown as Screen;
const names = (text: string, inThread = false) =>
  completionsFor(text, text.length, screen, inThread).map((each) => each.result);

test("a slash offers the manifest's commands, but not inside a thread", () => {
  expect(names("/")).toEqual(["/incident ", "/trail "]);
  expect(names("/tr")).toEqual(["/trail "]);
  expect(names("/trail x")).toEqual([]);
  expect(names("/", true)).toEqual([]);
});

test("people and channels are offered where one is typing", () => {
  expect(names("ask @le")).toEqual(["ask @lead "]);
  expect(names("see #inc")).toEqual(["see #incidents "]);
  expect(names("mail@le")).toEqual([]);
});
