export interface SqlToken {
  kind: "word" | "name" | "text" | "number" | "sign";
  text: string;
  /** 1-based, as Athena counts. */
  line: number;
  column: number;
}

/** Where a statement cannot be read, in Athena's words. */
export class SqlSyntaxError extends Error {}

const PATTERNS: [SqlToken["kind"] | "space", RegExp][] = [
  ["space", /(?:\s+|--[^\n]*)/y],
  ["text", /'(?:[^']|'')*'/y],
  ["name", /"(?:[^"]|"")*"/y],
  ["number", /\d+(?:\.\d+)?/y],
  ["word", /[A-Za-z_][A-Za-z0-9_]*/y],
  ["sign", /->|<>|!=|<=|>=|[=<>(),.*;]/y],
];

/** Words keep their case; texts and names are without their quotes. */
export function readSqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    const before = sql.slice(0, at).split("\n");
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    const found = PATTERNS.map(([kind, pattern]) => {
      pattern.lastIndex = at;
      return { kind, text: pattern.exec(sql)?.[0] };
    }).find(({ text }) => text !== undefined);
    if (found?.text === undefined) {
      throw new SqlSyntaxError(
        `line ${place.line}:${place.column}: token recognition error at: '${sql[at]}'`,
      );
    }
    at += found.text.length;
    if (found.kind !== "space")
      tokens.push({ kind: found.kind, text: unquoted(found.kind, found.text), ...place });
  }
  return tokens;
}

function unquoted(kind: string, text: string): string {
  if (kind === "text") return text.slice(1, -1).replaceAll("''", "'");
  return kind === "name" ? text.slice(1, -1).replaceAll('""', '"') : text;
}
