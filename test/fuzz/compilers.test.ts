import { expect, test } from "vitest";
import { compileAthena } from "../../src/aws/athena/athena-sql.ts";
import { compileInsights } from "../../src/aws/insights/insights-query.ts";
import { compileFilterPattern } from "../../src/aws/log-group/filter-pattern.ts";
import { withoutVersion } from "../../src/domain/query/field-names.ts";
import type { Query } from "../../src/domain/query/query.ts";
import { parseSelect } from "../../src/sandbox/aws/athena/sql-parser.ts";
import { parseQuery } from "../../src/sandbox/aws/insights/parse-query.ts";
import { createQueryReader } from "../../src/sandbox/aws/insights/query-reader.ts";
import { parseJsonPattern } from "../../src/sandbox/aws/logs/json-pattern-parser.ts";
import { type Asked, benign, boundQuery, literals, questions } from "./bound-query.ts";
import { fuzz } from "./fuzz.ts";

const window = { from: new Date("2026-05-02T22:00:00Z"), to: new Date("2026-05-03T11:30:00Z") };
const place = { window, account: "111122223333", database: "default", table: "cloudtrail_logs" };

/** Every text of a parsed statement becomes a question mark, so that two statements of one shape are the same. */
function shapeOf(part: unknown, texts: string[]): unknown {
  if (Array.isArray(part)) return part.map((each) => shapeOf(each, texts));
  if (part instanceof RegExp) return shapeOf({ regex: part.source }, texts);
  if (typeof part !== "object" || part === null) return part;
  const isText = "kind" in part && (part.kind === "value" || part.kind === "text" || part.kind === "regex");
  return Object.fromEntries(
    Object.entries(part).flatMap(([key, inner]): [string, unknown][] => {
      if (key === "at") return [];
      if (typeof inner === "string" && (isText || key === "regex") && key !== "kind") {
        texts.push(inner);
        return [[key, "?"]];
      }
      return [[key, shapeOf(inner, texts)]];
    }),
  );
}

interface Read {
  shape: string;
  texts: string[];
}

const readPattern = (query: Query): Read => {
  const { pattern } = compileFilterPattern(query);
  const texts: string[] = [];
  const shape = pattern === undefined ? null : shapeOf(parseJsonPattern(pattern).expression, texts);
  return { shape: JSON.stringify(shape), texts };
};

const readSql = (query: Query): Read => {
  const texts: string[] = [];
  const shape = shapeOf(parseSelect(compileAthena(query, place).sql), texts);
  return { shape: JSON.stringify(shape), texts };
};

/** The sandbox's own reader says where texts and expressions begin and end; what lies between is the shape. */
const readInsights = (query: Query): Read => {
  const { text } = compileInsights(query);
  parseQuery(text);
  const reader = createQueryReader(text);
  const [shape, texts]: [string[], string[]] = [[], []];
  while (!reader.ended()) {
    const quoted = reader.text();
    if (quoted !== undefined) {
      texts.push(quoted);
      shape.push('"?"');
      continue;
    }
    const regex = reader.peek(/\/(?!\/)/y) ? reader.regex() : undefined;
    if (regex !== undefined) {
      texts.push(regex.source);
      shape.push("/?/");
      continue;
    }
    shape.push(reader.name() ?? reader.match(/\d+|[\s\S]/y)?.[0] ?? "");
  }
  return { shape: shape.join(" "), texts };
};

interface Honest {
  shapes: Set<string>;
  texts: Set<string>;
}
const known = new Map<string, Honest>();

/** Where a language limits what it takes, a long value leaves less room for the rest of the question. */
const longer = Array.from({ length: 65 }, (_, step) => "d".repeat(4 * (step + 1)));

/** What honest values make of the same question. */
function honest(language: string, read: (query: Query) => Read, asked: Asked): Honest {
  const key = `${language} ${JSON.stringify(asked)}`;
  const found = known.get(key);
  if (found) return found;
  const all = [...benign, ...longer].map((value) => read(boundQuery(asked, value)));
  const made = {
    shapes: new Set(all.map(({ shape }) => shape)),
    texts: new Set(all.flatMap(({ texts }) => texts)),
  };
  known.set(key, made);
  return made;
}

const languages = [
  { language: "a filter pattern", part: "patterns", read: readPattern },
  { language: "a query of Logs Insights", part: "insights", read: readInsights },
  { language: "SQL", part: "sql", read: readSql },
] as const;

for (const { language, part, read } of languages) {
  fuzz(
    `whatever a value holds, ${language} asks what an honest value would ask, and no more`,
    part,
    questions,
    ({ asked, value }) => {
      const query = boundQuery(asked, value);
      // What a template inserted is compared as it is: no character of it is a wildcard.
      expect(literals(query.where)).toContain(value);
      const { shape, texts } = read(query);
      const usual = honest(language, read, asked);
      expect(usual.shapes).toContain(shape);
      // Every text that was not there before is the value itself, as the language spells it.
      const bare = (text: string) => text.replace(/[[\]!*%\\^$]|\\u[0-9a-f]{4}/g, "");
      // Names of calls are asked for without the version that may stand behind them.
      const spelled = [value, withoutVersion(value)].map(bare);
      for (const text of texts) if (!usual.texts.has(text)) expect(spelled).toContain(bare(text));
    },
  );

  test(`${language}: honest values are asked for, so the comparison is worth something`, () => {
    const asked = { path: "userAgent", leaf: 0, group: "all" } as const;
    expect(read(boundQuery(asked, "deploy")).texts.join(" ")).toContain("deploy");
  });
}
