import { AwsError } from "../wire/aws-error.ts";
import { COMMANDS } from "./commands.ts";
import type { Command } from "./flow.ts";
import { createQueryReader, type QueryReader } from "./query-reader.ts";

export interface ParsedQuery {
  /** Groups that the query names itself, with what their names begin with. */
  source?: { names: string[]; prefixes: string[] };
  commands: Command[];
}

const SAME_AS: Record<string, string> = { filterindex: "filter", unmask: "fields", order: "sort" };
const ELSEWHERE = [
  "pattern",
  "diff",
  "anomaly",
  "unnest",
  "lookup",
  "join",
  "subquery",
  "addtotals",
  "relevantfields",
];
const MAX_LENGTH = 10_000;

/** Reads a query of Logs Insights' own language. Throws MalformedQueryException with the place of the fault. */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > MAX_LENGTH) {
    throw new AwsError("InvalidParameterException", `The query is longer than ${MAX_LENGTH} characters.`);
  }
  const reader = createQueryReader(text);
  const parsed: ParsedQuery = { commands: [] };
  let afterDedup = false;
  do {
    const from = reader.place();
    const word = reader.match(/[A-Za-z_]+/y)?.[0];
    if (word === undefined) throw reader.fail();
    const name = SAME_AS[word.toLowerCase()] ?? word.toLowerCase();
    if (name === "source") {
      if (parsed.commands.length > 0 || parsed.source) throw reader.fail("SOURCE must come first", from);
      parsed.source = readSource(reader);
      continue;
    }
    const read = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (read === undefined) {
      const known = ELSEWHERE.includes(name);
      throw reader.fail(
        known ? `the sandbox account does not speak ${word}` : `unexpected symbol found ${word}`,
        from,
      );
    }
    if (afterDedup && name !== "limit") throw reader.fail(`${word} may not follow dedup`, from);
    afterDedup = name === "dedup";
    parsed.commands.push(read(reader));
  } while (reader.sign("|"));
  if (!reader.ended()) throw reader.fail();
  return parsed;
}

/** `SOURCE "group"`, or `SOURCE logGroups(namePrefix: ["a", "b"])`; times belong to the request. */
function readSource(reader: QueryReader): NonNullable<ParsedQuery["source"]> {
  const source = { names: [] as string[], prefixes: [] as string[] };
  if (reader.word("logGroups")) {
    reader.expectSign("(");
    if (reader.word("namePrefix")) {
      reader.expectSign(":");
      reader.expectSign("[");
      source.prefixes = readTexts(reader);
      reader.expectSign("]");
    } else {
      source.prefixes = [""];
    }
    reader.expectSign(")");
  } else {
    source.names = readTexts(reader);
  }
  while (reader.match(/(START|END)\s*=\s*\S+/iy));
  return source;
}

function readTexts(reader: QueryReader): string[] {
  const texts: string[] = [];
  do {
    const text = reader.text();
    if (text === undefined) throw reader.fail();
    texts.push(text);
  } while (reader.sign(","));
  return texts;
}
