import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { expect } from "vitest";
import { chainStart, entryHash } from "../../src/domain/timeline/audit.ts";
import type { MessageVersion } from "../../src/domain/timeline/thread-message.ts";
import type { IncidentRecord } from "../../src/domain/transcript/incident-record.ts";
import { renderTranscript } from "../../src/domain/transcript/transcript.ts";
import { at } from "../fixtures/slack/record.ts";
import { isFormula, readCsv } from "./csv-reading.ts";
import { fuzz } from "./fuzz.ts";
import { acting, foreign } from "./hostile.ts";
import { hostileRecord } from "./hostile-record.ts";

interface Node {
  type: string;
  children?: Node[];
  position?: { start: { offset: number }; end: { offset: number } };
}
const nodes = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(nodes)];

/** What a transcript is made of by us; everything else would be somebody's own. */
const ours = new Set(["root", "heading", "list", "listItem", "paragraph", "text", "inlineCode", "code"]);

/** GitHub reads more than CommonMark: addresses, emoji, mentions and struck text in plain words. */
const alive = /https?:\/\/|www\.|:(?=[a-z0-9_+-]*[a-z])[a-z0-9_+-]+:|~~|(^|\s)@\w/;

/** Cells of a line as GitHub splits it: a backslash and what follows belong together, any other bar ends a cell. */
const cells = (line: string): number => [...line.matchAll(/\|((?:\\.|[^|\\])*)(?=\|)/g)].length;

/** Every tag that a page has, as we write it: what is not one of these is somebody's own. */
const ourTag =
  /^<(?:!doctype html|html lang="en"|meta [a-z-]+="[^"<>]*"(?: content="[^"<>]*")?|\/?(?:html|head|title|style|body|main|header|section|h[1-3]|p|ul|li|dl|dt|dd|table|thead|tbody|tr|pre|code|figure|b|strong|span|bdi|div|td|th|a|svg|defs|pattern|path|rect|text|line|g)|bdi class="v"|(?:span|p|ul|li|td|tr|table|section|strong|div) class="[a-z- ]+"|td colspan="\d" *|th scope="col"|div class="scroll" tabindex="0" role="region" aria-label="[^"<>]*"|(?:svg|pattern|path|rect|text|line|g) [^<>]*)\/?>$/;

const hostileMessages = (take: () => string): MessageVersion[] =>
  (["posted", "edited", "deleted"] as const).map((kind, index) => ({
    ...{ channel: "C0INCIDENTS", ts: "1.2", threadTs: "1.1", author: { id: "U0RESPONDER", name: take() } },
    ...{ text: take(), at, kind, changedAt: at, revision: String(index) },
  }));

const fiveOf = <Value>(all: readonly Value[], turn: number): Value[] =>
  all.filter((_, index) => index % 4 === turn % 4);

/** Everything that a transcript tells of, hostile wherever it can be; a fifth of all actions at a time. */
function wholeRecord(texts: readonly string[], turn: number) {
  // Reading Markdown takes most of the time, and long texts are tried elsewhere.
  const record = hostileRecord({ texts: texts.map((text) => text.slice(0, 300)) });
  let previous = chainStart;
  const timeline = fiveOf(record.actions, turn).map((action, index) => {
    const entry = record.entry(action, index + 1);
    previous = entryHash(previous, entry);
    return { ...entry, hash: previous };
  });
  const whole: IncidentRecord = {
    incident: record.incident({ id: "i" }),
    alarms: record.alarms.slice(0, 2),
    timeline,
    runs: [{ ...record.run(), ...record.rows, rows: record.rows.rows.slice(0, 3) }],
    messages: hostileMessages(record.take),
  };
  return { whole, columns: record.rows.columns.length };
}

fuzz(
  "whatever an intruder writes, a transcript's headings, lists and tables are ours and the rest is words",
  "transcript",
  fc.tuple(foreign, fc.nat(100)),
  ([{ texts }, turn]) => {
    const { whole, columns } = wholeRecord(texts, turn);
    const markdown = renderTranscript(whole);
    const all = nodes(fromMarkdown(markdown) as Node);
    expect([...new Set(all.map(({ type }) => type))].filter((type) => !ours.has(type))).toEqual([]);
    expect(all.filter(({ type }) => type === "heading")).toHaveLength(7);
    const written = all
      .filter(({ type }) => type === "text")
      .map(({ position }) => markdown.slice(position?.start.offset, position?.end.offset));
    expect(written.filter((text) => alive.test(text))).toEqual([]);
    for (const line of markdown.split("\n").filter((each) => each.startsWith("|")))
      expect([5, columns]).toContain(cells(line));
    expect(markdown.replaceAll("\n", "")).not.toMatch(acting);
  },
  0.7,
);

fuzz(
  "as a page every tag is ours, and as CSV no cell is a formula and none escapes its place",
  "transcript",
  fc.tuple(foreign, fc.nat(100)),
  ([{ texts }, turn]) => {
    const { whole, columns } = wholeRecord(texts, turn);
    const page = renderTranscript(whole, "html");
    expect(page.match(/<[^>]*>/g)?.filter((tag) => !ourTag.test(tag))).toEqual([]);
    expect(page.replaceAll("\n", "")).not.toMatch(acting);

    for (const [format, width] of [
      ["csv", 12],
      ["rows", 8 + columns],
    ] as const) {
      const csv = renderTranscript(whole, format);
      expect(new Set(readCsv(csv).map((line) => line.length))).toEqual(new Set([width]));
      for (const separator of [",", ";", "\t", "|"])
        expect(readCsv(csv, separator).flat().filter(isFormula), separator).toEqual([]);
    }
  },
  0.3,
);
