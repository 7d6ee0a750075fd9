import { fromMarkdown } from "mdast-util-from-markdown";
import { describe, expect, test } from "vitest";
import * as record from "../../../test/fixtures/slack/record.ts";
import { author } from "../text/text.ts";
import { chainStart, entryHash } from "../timeline/audit.ts";
import type { EntryBody, TimelineAction, TimelineEntry } from "../timeline/timeline.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { renderTranscript } from "./transcript.ts";

const { incident, run, alarm, at, nasty, nastiest } = record;
const key = "AKIAIOSFODNN7EXAMPLE";
const people = { kind: "responder", id: "U0RESPONDER", name: "responder" } as const;

/** A timeline whose chain holds. */
function timeline(...happened: [TimelineAction, EntryBody, TimelineEntry["actor"]?][]): TimelineEntry[] {
  let previous = chainStart;
  return happened.map(([action, body, actor = people], index) => {
    const entry = { incidentId: incident().id, seq: index + 1, at, actor, action, body, salt: "00" };
    previous = entryHash(previous, entry);
    return { ...entry, hash: previous };
  });
}

const transcript = (changes: Partial<IncidentRecord> = {}): string =>
  renderTranscript({
    incident: incident(),
    alarms: [],
    timeline: timeline(["incident.acknowledge", {}]),
    runs: [],
    ...changes,
  });

interface Node {
  type: string;
  value?: string;
  children?: Node[];
}

const nodes = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(nodes)];

/** Cells of a line as GitHub splits it: a backslash and what follows belong together, any other bar ends a cell. */
const cells = (line: string): string[] =>
  [...line.matchAll(/\|((?:\\.|[^|\\])*)(?=\|)/g)].map(([, cell]) => cell ?? "");

const tableLines = (markdown: string) => markdown.split("\n").filter((line) => line.startsWith("|"));

/** A record in which every text from outside is `text`. */
const recordOf = (text: string): IncidentRecord => ({
  incident: incident({
    title: text,
    alarm: alarm({
      name: text,
      arn: text,
      account: text,
      region: text,
      reason: text,
      contributor: { id: "c", attributes: { [text]: text } },
    }),
    commander: { id: "U0RESPONDER", name: text },
    resolvedAt: at,
    resolution: text,
  }),
  alarms: [
    { key: "one", name: text, arn: text, severity: "P2", state: "ALARM", at, count: 1, transitions: 1 },
  ],
  timeline: timeline(
    ["incident.open", { title: text, severity: "P2", number: "INC-42" }, { kind: "system" }],
    ["alarm.transition", { alarm: text, state: "ALARM", reason: text }, { kind: "system" }],
    ["note.add", { text }, { ...people, name: text }],
    ["step.answer", { title: text, answer: text, note: text }],
    ["finding.raise", { level: "warning", say: text }],
    ["run.fail", { title: text, why: text }],
    ["incident.resolve", { resolution: text }],
    ["incident.reopen", { reason: text }],
    ["incident.assign", { person: "U0LEAD", name: text }],
  ),
  runs: [
    {
      ...run({
        title: text,
        error: text,
        requestedBy: { ...people, name: text },
        findings: [
          { stepId: "who", level: "warning", say: [{ author: "Seen: " }, { inserted: text }], eventIds: [] },
        ],
        query: {
          ...run().query,
          where: { path: "userAgent", test: { op: "equals", values: [literal(text)] } },
        },
      }),
      columns: ["userAgent"],
      rows: [{ userAgent: text }],
    },
  ],
});

const literal = (text: string) => ({ type: "text", text, openStart: false, openEnd: false }) as const;

describe("what an intruder wrote is inert in a transcript", () => {
  test.each([
    ["everything at once", nastiest],
    ["a link", "[Sign in](https://example.com/login)"],
    ["an address in angle brackets", "<https://example.com/login>"],
    ["markup", "<img src=x onerror=alert(1)> **bold** ~~gone~~"],
    ["backticks of every length", "` `` ``` ```` [a](b)"],
    ["headings and rules", "a\n## Integrity\n\n---\n# b"],
    ["the end of a fence", "```\n# out\n~~~"],
    ["a cell's end", "x | **bold** | [a](b)"],
    ["an escaped cell's end", String.raw`x\| **bold** \\| [a](b) \\\| ![c](d)`],
    ["a backslash at the end", "x\\"],
  ])("%s", (_, text) => {
    const markdown = renderTranscript(recordOf(text));
    const all = nodes(fromMarkdown(markdown) as Node);
    const acting = all.filter(({ type }) =>
      ["link", "image", "html", "strong", "emphasis", "linkReference", "definition", "blockquote"].includes(
        type,
      ),
    );
    expect(acting).toEqual([]);
    expect(all.filter(({ type }) => type === "heading")).toHaveLength(7);
    for (const line of tableLines(markdown)) expect([1, 5]).toContain(cells(line).length);
    expect(markdown).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });
});

test("a backtick of a runbook's author does not pair up with one in a value", () => {
  const said = [
    { author: "Seen with `key " },
    { inserted: "a`b [sign in](https://evil.example)" },
    { author: "`, **now**." },
  ];
  const finding = { stepId: "who", level: "warning" as const, say: said, eventIds: [] };
  const markdown = transcript({ runs: [{ ...run({ findings: [finding] }), columns: [], rows: [] }] });
  const all = nodes(fromMarkdown(markdown) as Node);
  expect(all.filter(({ type }) => type === "link" || type === "strong")).toEqual([]);
  expect(all.filter(({ type }) => type === "inlineCode").map(({ value }) => value)).toContain(
    "a`b [sign in](https://evil.example)",
  );
});

describe("a transcript", () => {
  test("has the same bytes for the same record", () => {
    expect(renderTranscript(structuredClone(recordOf(nasty)))).toBe(renderTranscript(recordOf(nasty)));
  });

  test("says who did what when, in UTC", () => {
    expect(transcript()).toContain(
      "| 2026-11-14 02:41:07Z | +00:00:00 | incident | `responder` (U0RESPONDER) | acknowledged the incident. (entry 1) |",
    );
  });

  test("shortens access key ids wherever they stand", () => {
    const markdown = renderTranscript(recordOf(`with ${key}.`));
    expect(markdown).not.toContain(key);
    expect(markdown).toContain("AKIA…MPLE");
  });

  test("has notes and answers as long as people may write them", () => {
    const long = `${"word ".repeat(590)}the end`;
    expect(transcript({ timeline: timeline(["note.add", { text: long }]) })).toContain("the end");
    expect(
      transcript({ timeline: timeline(["step.answer", { title: "t", answer: "Done", note: long }]) }),
    ).toContain("the end");
    expect(transcript({ incident: incident({ resolution: long, resolvedAt: at }) })).toContain("the end");
  });

  test("has each query as it was asked, with every value", () => {
    const values = Array.from({ length: 25 }, (_, index) => literal(`Call${index}`));
    const where = { path: "eventName", test: { op: "equals", values } } as const;
    const markdown = transcript({
      runs: [
        {
          ...run({ query: { ...run().query, where: { ...where, test: { ...where.test, values } } } }),
          columns: [],
          rows: [],
        },
      ],
    });
    expect(markdown).toContain("Call24");
    expect(markdown).not.toContain("more");
  });

  test("says how far an answer reaches and what came back, row by row", () => {
    const markdown = transcript({
      runs: [{ ...run({ rowCount: 2 }), ...record.rows(2, ["ip"], (row) => `192.0.2.${row}`) }],
    });
    expect(markdown).toContain("214 records in 4 pages, complete; newest event");
    expect(markdown).toContain("168 service calls hidden.");
    expect(markdown).toContain("Later events may still arrive until 02:56:00");
    expect(markdown).toContain("| `192.0.2.0` |\n| `192.0.2.1` |");
    expect(markdown).toContain(`2 rows, SHA-256 \`${"0".repeat(64)}\``);
  });

  test("names the records behind a finding", () => {
    const finding = {
      stepId: "who",
      level: "warning" as const,
      say: [author("Two addresses.")],
      eventIds: ["a", "b", "c", "d", "e", "f", "g"].map((letter) => `event-${letter}`),
      requestIds: ["request-a"],
    };
    const markdown = transcript({ runs: [{ ...run({ findings: [finding] }), columns: [], rows: [] }] });
    expect(markdown).toContain(
      "- Finding (warning): Two addresses. Behind it: events `event-a`, `event-b`, `event-c`, `event-d`, `event-e` and 2 more; requests `request-a`.",
    );
  });

  test("names every account that was asked, and the part that gave no answer", () => {
    const engine = "log-group" as const;
    const leg = (account: string, state: "done" | "failed") => ({
      engine,
      account,
      region: "eu-west-1",
      state,
    });
    const legs = [leg("111122223333", "done"), { ...leg("444455556666", "failed"), why: "AWS denied it." }];
    const targets = legs.map(({ account, region }) => ({ account, regions: [region], engine }));
    const asked = run({ targets, completeness: record.completeness({ legs }) });
    const markdown = transcript({ runs: [{ ...asked, columns: [], rows: [] }] });
    expect(markdown).toContain("- Account: `111122223333`, Regions `eu-west-1`");
    expect(markdown).toContain("- Account: `444455556666`, Regions `eu-west-1`");
    expect(markdown).toMatch(/Missing: eu-west-1, account 444455556666\. AWS denied it\./);
  });

  test("says why there is no answer", () => {
    const failed = run({
      state: "failed",
      error: "Allow cloudtrail:LookupEvents.",
      completeness: null,
      rowsHash: null,
    });
    const markdown = transcript({ runs: [{ ...failed, columns: [], rows: [] }] });
    expect(markdown).toContain("; failed at 2026-11-14 02:41:07Z");
    expect(markdown).toContain("- Error: `Allow cloudtrail:LookupEvents.`");
    expect(markdown).not.toContain("rows, SHA-256");
  });

  test("tells of a record that was tampered with", () => {
    const sound = timeline(["note.add", { text: "one" }], ["note.add", { text: "two" }]);
    expect(transcript({ timeline: sound })).toContain("2 entries, chained; the last hash is");
    const changed = sound.map((entry) => (entry.seq === 1 ? { ...entry, body: { text: "other" } } : entry));
    expect(transcript({ timeline: changed })).toContain("**The record does not hold: Entry 1 was changed");
  });
});
