import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { archiveCommand } from "../../src/archive/archive-command.ts";
import { athenaCommand } from "../../src/aws/athena/athena-plan.ts";
import { compileAthena } from "../../src/aws/athena/athena-sql.ts";
import { planLookup } from "../../src/aws/event-history/lookup-attribute.ts";
import { lookupCommand } from "../../src/aws/event-history/lookup-plan.ts";
import { insightsCommand } from "../../src/aws/insights/insights-plan.ts";
import { compileInsights } from "../../src/aws/insights/insights-query.ts";
import { compileFilterPattern } from "../../src/aws/log-group/filter-pattern.ts";
import { filterCommand } from "../../src/aws/log-group/filter-plan.ts";
import { compileJq } from "../../src/domain/query/jq.ts";
import type { Query } from "../../src/domain/query/query.ts";
import { fillCommand } from "../../src/domain/runbook/command.ts";
import { shellQuote } from "../../src/domain/text/shell-quote.ts";
import { plainText } from "../../src/domain/text/text.ts";
import { type Asked, benign, boundQuery, questions } from "./bound-query.ts";
import { fuzz } from "./fuzz.ts";
import { acting, hostile } from "./hostile.ts";

const window = { from: new Date("2026-05-02T22:00:00Z"), to: new Date("2026-05-03T11:30:00Z") };
const group = { region: "eu-central-1", group: "aws/cloudtrail/managementevents" };
const table = { account: "111122223333", region: "eu-central-1", database: "d", table: "t" };

const commands: Record<string, (query: Query) => string> = {
  "event-history": (query) =>
    lookupCommand(planLookup(query).attributes, { query, window }, ["eu-central-1"]),
  "log-group": (query) => filterCommand(compileFilterPattern(query).pattern, { query, window }, [group]),
  insights: (query) =>
    insightsCommand(compileInsights(query).text, { query, window }, { from: 1, to: 2 }, [group]),
  athena: (query) => athenaCommand(compileAthena(query, { ...table, window }), { query, window }, table),
  archive: (query) =>
    archiveCommand({ folder: "files", query, window, account: "111122223333", regions: ["eu-central-1"] }),
};

/** What a POSIX shell acts on: everything but what stands between single quotes, or in a document with a quoted end. */
function skeleton(line: string): string {
  const [, before = line, after = ""] = /^([\s\S]*?<<'QUERY'\n)[\s\S]*?\nQUERY(\n[\s\S]*)?$/.exec(line) ?? [];
  return `${before}${after}`
    .replace(/(?:'[^']*'|\\')+/g, "Q")
    .replace(/AttributeKey=\w+,AttributeValue=[\w@.:/-]+/g, "Q")
    .replace(/Q+/g, "Q");
}

const known = new Map<string, Set<string>>();

function honest(engine: string, asked: Asked): Set<string> {
  const key = `${engine} ${JSON.stringify(asked)}`;
  const made =
    known.get(key) ??
    new Set(benign.map((value) => skeleton(commands[engine]?.(boundQuery(asked, value)) ?? "")));
  known.set(key, made);
  return made;
}

fuzz(
  "whatever a value holds, the shell reads the command lines of every engine as it reads those of an honest value",
  "shell",
  fc.tuple(fc.constantFrom(...Object.keys(commands)), questions),
  ([engine, { asked, value }]) => {
    const line = commands[engine]?.(boundQuery(asked, value)) ?? "";
    expect(line.replaceAll("\n", "")).not.toMatch(acting);
    expect(honest(engine, asked)).toContain(skeleton(line));
  },
  0.4,
);

/** Texts of a jq program, and all the rest of it. In a text only `\(` acts. */
function readJq(query: Query): { shape: string; texts: string[] } {
  const { filter } = compileJq(query, window);
  const texts: string[] = [];
  const shape = filter.replace(/"((?:[^"\\]|\\[^(])*)"/g, (text: string) => {
    texts.push(JSON.parse(text) as string);
    return '"?"';
  });
  // Definitions come before, those whose names occur: they are ours, and do nothing by themselves.
  return { shape: shape.slice(shape.indexOf("select(.eventTime")), texts };
}

const shapes = new Map<string, Set<string>>();

fuzz(
  "whatever a value holds, it is a text of the jq program and no part of it",
  "shell",
  questions,
  ({ asked, value }) => {
    const key = JSON.stringify(asked);
    const usual = shapes.get(key) ?? new Set(benign.map((each) => readJq(boundQuery(asked, each)).shape));
    shapes.set(key, usual);
    const { shape } = readJq(boundQuery(asked, value));
    expect(shape).not.toMatch(/\\/);
    expect(usual).toContain(shape);
  },
  0.3,
);

fuzz(
  "whatever a value holds, it is one word of a command that a runbook lets people copy",
  "shell",
  hostile,
  (value) => {
    const copied = plainText(fillCommand("aws iam tag --key {{value}} --last", () => value));
    expect(copied).not.toMatch(acting);
    expect(copied).not.toContain("\n");
    expect(copied.replace(/(?:'[^']*'|\\'|[\w+=,.@:/-])+/g, "w")).toBe("w w w w w w");
    expect(copied).not.toMatch(/--key -/);
  },
  0.3,
);

test("a real shell reads a quoted value as one word", () => {
  const values = fc.sample(hostile, { numRuns: 400 }).map((value) => value.slice(0, 500));
  const script = values.map((value) => `say ${shellQuote([value])}`).join("\n");
  const { stdout, stderr } = spawnSync("sh", ["-c", `say() { printf '%s\\0' "$#" "$@"; }\n${script}`], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(stdout.split("\0").slice(0, -1)).toEqual(
    values.flatMap((value) => ["1", value.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ")]),
  );
});
