import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { expect } from "vitest";
import { chainStart, entryHash } from "../../src/domain/audit.ts";
import { renderTranscript } from "../../src/domain/transcript/transcript.ts";
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

const fiveOf = <Value>(all: readonly Value[], turn: number): Value[] =>
  all.filter((_, index) => index % 4 === turn % 4);

fuzz(
  "whatever an intruder writes, a transcript's headings, lists and tables are ours and the rest is words",
  "transcript",
  fc.tuple(foreign, fc.nat(100)),
  ([{ texts }, turn]) => {
    // Reading Markdown takes most of the time, and long texts are tried elsewhere.
    const record = hostileRecord({ texts: texts.map((text) => text.slice(0, 300)) });
    let previous = chainStart;
    const timeline = fiveOf(record.actions, turn).map((action, index) => {
      const entry = record.entry(action, index + 1);
      previous = entryHash(previous, entry);
      return { ...entry, hash: previous };
    });
    const markdown = renderTranscript({
      incident: record.incident(),
      alarms: record.alarms.slice(0, 2),
      timeline,
      runs: [{ ...record.run(), ...record.rows, rows: record.rows.rows.slice(0, 3) }],
    });
    const all = nodes(fromMarkdown(markdown) as Node);
    expect([...new Set(all.map(({ type }) => type))].filter((type) => !ours.has(type))).toEqual([]);
    expect(all.filter(({ type }) => type === "heading")).toHaveLength(7);
    const written = all
      .filter(({ type }) => type === "text")
      .map(({ position }) => markdown.slice(position?.start.offset, position?.end.offset));
    expect(written.filter((text) => alive.test(text))).toEqual([]);
    for (const line of markdown.split("\n").filter((each) => each.startsWith("|")))
      expect([5, record.rows.columns.length]).toContain(cells(line));
    expect(markdown.replaceAll("\n", "")).not.toMatch(acting);
  },
);
