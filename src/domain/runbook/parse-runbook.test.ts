import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RunbookError } from "./fault.ts";
import { parseRunbook } from "./parse-runbook.ts";

const root = new URL("../../../", import.meta.url);
const broken = new URL("test/fixtures/runbooks/broken/", root);
const textOf = (path: string): string => readFileSync(new URL(path, root), "utf8");

/** Runbooks that the broken ones call. */
const called = new Map(
  readdirSync(new URL("test/fixtures/runbooks/called/", root)).map((name) => [
    name.replace(/\.md$/, ""),
    textOf(`test/fixtures/runbooks/called/${name}`),
  ]),
);

function faultsOf(markdown: string, name: string): { line: number; message: string }[] {
  try {
    parseRunbook(markdown, name, called);
  } catch (error) {
    if (error instanceof RunbookError) return error.faults.map(({ line, message }) => ({ line, message }));
    throw error;
  }
  return [];
}

/** For each broken file: the line and some words of every fault. */
const expected: Record<string, [number, string][]> = {
  "act-around-its-approval": [[34, "passes by its approval"]],
  "act-says-what-nobody-knows": [[18, 'Nothing provides "kye"']],
  "act-without-approval": [[14, "acts without an approval"]],
  "approval-nobody-can-give": [
    [14, "does not say where to go when it is rejected"],
    [21, '"refused" is none of the answers: approved, rejected'],
  ],
  "approval-of-a-question": [[17, "only act and instruct steps are approved"]],
  "approval-of-nothing": [[17, 'there is no such step. Did you mean "switch-off"?']],
  "approval-that-leads-on-anyway": [[21, "though it is rejected"]],
  "approval-without-a-way-out": [[14, "does not say where to go when it is rejected"]],
  "each-of-no-list": [[17, '"each" must be string']],
  "each-with-too-many-rows": [[20, "is 100 at most"]],
  "each-without-its-element": [[17, "asks the same for each element"]],
  "no-owner": [[2, '"owner" is missing']],
  "run-in-a-circle": [[17, "goes in a circle: run-in-a-circle → run-in-a-circle"]],
  "run-of-a-leads-runbook": [[17, '"for-leads" is for leads']],
  "run-of-nothing": [[17, 'There is no runbook "close-dors"']],
  "run-with-what-nobody-asks": [[17, 'asks for no "kee": it asks for key, since']],
  "run-without-its-input": [[17, 'asks for "bucket" (Which bucket?)']],
  "unbounded-rows": [[18, "at most 1000"]],
  "account-as-number": [[19, "Quote 012345678901"]],
  alias: [[18, "Anchors and aliases"]],
  "answer-nobody-can-give": [[23, '"mime" is none of the answers: mine, not-mine. Did you mean "mine"?']],
  "block-helper": [[23, "uses a block helper"]],
  "block-not-closed": [[14, "not closed"]],
  "column-that-is-not-there": [[23, 'has no column "userAgent": it has principal, ip, count']],
  "conclude-without-answer": [[17, "no answer to conclude from"]],
  "default-of-wrong-type": [[10, '"root" is not an access key id']],
  "duplicate-step-id": [[23, '"who" is also that of "Who uses this key?"']],
  "five-faults": [
    [4, '"severity" must be one of P1, P2, P3, P4'],
    [21, 'unknown key "colour"'],
    [24, "`rows = 0` cannot be read at `= 0`"],
    [26, '"level" must be one of ok, note'],
    [29, '"Think" has no block'],
  ],
  "go-back": [[30, "leads back"]],
  "go-to-nowhere": [[23, '"go: ovr" leads nowhere: there is no such step. Did you mean "over"?']],
  "heading-without-block": [[23, '"Think about it" has no block']],
  "hidden-character": [[14, "reviewers cannot see"]],
  html: [[14, "Slack cannot show this (html)"]],
  "id-differs-from-file": [[2, "rename the file to another-name.md"]],
  "input-from-nowhere": [[10, 'tells "alarm.key"']],
  "input-nobody-asks-for": [[10, 'neither "ask" nor "default"']],
  "level-without-say": [[23, '"level" and "say" go together']],
  "link-that-is-not-https": [[14, "must start with https://"]],
  "no-front-matter": [[1, "front matter is missing"]],
  "no-steps": [[1, "no steps"]],
  "no-window": [[12, 'The query "who" has no window']],
  "otherwise-nobody-can-give": [[20, '"otherwise: nobody" is none of the answers']],
  "path-nobody-provides": [[19, 'Nothing provides "principle"']],
  "path-set-later": [[19, 'Nothing provides "principal"']],
  "prose-after-block": [[23, "Prose after the blocks"]],
  "prototype-key": [[10, "a name with a meaning of its own"]],
  "repeated-key": [[18, "Map keys must be unique"]],
  "selector-for-everything": [[10, "matches every alarm"]],
  "set-replaces-input": [[23, '"set: key" would replace the input of that name']],
  "shared-step": [[16, 'There is no step "shared/who": the folder shared/ is empty']],
  "shell-block": [[24, 'The block language "sh" is unknown']],
  "triple-braces": [[19, "uses triple braces"]],
  "two-blocks": [[22, "two blocks that do something"]],
  "unbounded-window": [[21, "has no bound"]],
  "unknown-block-language": [[22, 'Did you mean "conclude"?']],
  "unknown-front-matter-key": [[9, 'unknown key "team"']],
  "unknown-key": [[21, 'unknown key "colour"']],
  "unparseable-when": [[23, "cannot be read"]],
  "unquoted-template": [[19, "put templates in quotes"]],
  "unquoted-text-in-when": [[23, "Text stands in quotes."]],
  "unreachable-step": [[26, 'No way leads to the step "lonely"']],
  "value-inside-quotes": [[28, "stands inside quotes"]],
  "window-input-without-max": [[11, '"inputs.window.max" is missing']],
  "window-nobody-understands": [[21, "is not a window"]],
  "yaml-tag": [[18, "Unresolved tag"]],
};

describe("a broken runbook is refused with the line and the way to mend it", () => {
  test("each file of the folder is tried", () => {
    const names = readdirSync(broken).map((name) => name.replace(/\.md$/, ""));
    expect(names.sort()).toEqual(Object.keys(expected).sort());
  });

  test.each(Object.entries(expected))("%s", (name, wanted) => {
    const found = faultsOf(readFileSync(new URL(`${name}.md`, broken), "utf8"), `${name}.md`);
    expect(found.map(({ line }) => line)).toEqual(wanted.map(([line]) => line));
    for (const [index, [, words]] of wanted.entries()) expect(found[index]?.message).toContain(words);
  });
});

test("the message lists every fault as file:line: message", () => {
  const text = textOf("test/fixtures/runbooks/broken/five-faults.md");
  expect(() => parseRunbook(text, "runbooks/five-faults.md")).toThrow(
    /^runbooks\/five-faults\.md:4: .+\n.+:21: .+\n/,
  );
});

describe("a sound runbook", () => {
  const file = "test/fixtures/runbooks/sound/small-and-sound.md";
  const runbook = parseRunbook(textOf(file), file);

  test("has its steps in order, each with its kind and its line", () => {
    expect(runbook.steps.map(({ id, kind }) => [id, kind])).toEqual([
      ["who", "query"],
      ["was-it-you", "ask"],
      ["switch-off", "instruct"],
      ["over", "finish"],
    ]);
    expect(textOf(file).split("\n")[(runbook.steps[0]?.line ?? 0) - 1]).toBe("## Who uses this key?");
  });

  test("gives its prose as pieces that need no Markdown", () => {
    expect(runbook.intro.markdown).toBe(
      "Read the **shape** first; see [the guide](https://example.com/guide).",
    );
    expect(runbook.intro.blocks).toEqual([
      {
        kind: "paragraph",
        text: [
          { text: "Read the " },
          { text: "shape", style: "bold" },
          { text: " first; see " },
          { text: "the guide", url: "https://example.com/guide" },
          { text: "." },
        ],
      },
    ]);
    expect(runbook.steps[0]?.prose.blocks.map((block) => block.kind)).toEqual(["paragraph", "item", "item"]);
  });

  test("asks as long as it may and starts where nobody said otherwise", () => {
    expect(runbook.access.run).toBe("responder");
    expect(runbook.steps[1]).toMatchObject({ within: 600, otherwise: "not-mine", fallback: "commander" });
  });

  test("has one hash, whatever editor wrote it, and another one after any change", () => {
    const windows = `\uFEFF${textOf(file).replaceAll("\n", "\r\n")}\r\n`;
    expect(parseRunbook(windows, file).hash).toBe(runbook.hash);
    expect(parseRunbook(textOf(file).replace("P3", "P2"), file).hash).not.toBe(runbook.hash);
  });

  test("comes back the same from its own text", () => {
    expect(parseRunbook(runbook.markdown, file)).toEqual(runbook);
  });
});

test("a file without end is refused, not read", () => {
  expect(faultsOf(`---\n${"x".repeat(300_000)}`, "long.md")[0]?.message).toContain("too long");
});

test("YAML nested without end is refused", () => {
  const deep = `id: who\nwhere: ${"[".repeat(5000)}${"]".repeat(5000)}`;
  const text = textOf("test/fixtures/runbooks/sound/small-and-sound.md").replace(/id: who[^`]*/, `${deep}\n`);
  expect(faultsOf(text, "small-and-sound.md").length).toBeGreaterThan(0);
});

describe("the runbooks that come with Cairn", () => {
  const shelf = new Map(
    readdirSync(new URL("runbooks/shared/", root)).map((name) => [
      `shared/${name.replace(/\.md$/, "")}`,
      textOf(`runbooks/shared/${name}`),
    ]),
  );
  const names = readdirSync(new URL("runbooks/", root)).filter(
    (name) => name.endsWith(".md") && name !== "README.md",
  );
  for (const name of names) shelf.set(name.replace(/\.md$/, ""), textOf(`runbooks/${name}`));

  test.each(names)("%s is sound and every one of its ways ends in a finish", (name) => {
    const runbook = parseRunbook(textOf(`runbooks/${name}`), name, shelf);
    expect(runbook.steps.at(-1)?.kind).toBe("finish");
  });

  test("the example of their README is sound", () => {
    const [, example = ""] = /````md\n([\s\S]*?)\n````/.exec(textOf("runbooks/README.md")) ?? [];
    expect(parseRunbook(example, "bucket-opened.md").steps).toHaveLength(2);
  });
});
