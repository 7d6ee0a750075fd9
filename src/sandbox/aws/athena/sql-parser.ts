import { readSqlTokens, SqlSyntaxError, type SqlToken } from "./sql-tokens.ts";

export type SqlExpression =
  | { kind: "value"; value: string | number | boolean | null }
  /** `useridentity.arn`, lower case unless quoted. */
  | { kind: "path"; names: string[]; at: string }
  | { kind: "call"; name: string; args: SqlExpression[]; at: string }
  | { kind: "cast"; of: SqlExpression; to: string }
  | { kind: "lambda"; parameter: string; body: SqlExpression }
  | { kind: "and" | "or"; parts: SqlExpression[] }
  | { kind: "not"; of: SqlExpression }
  | { kind: "compare"; sign: string; left: SqlExpression; right: SqlExpression }
  | { kind: "like"; of: SqlExpression; pattern: SqlExpression; escape: SqlExpression | undefined }
  | { kind: "in"; of: SqlExpression; values: SqlExpression[] }
  | { kind: "between"; of: SqlExpression; low: SqlExpression; high: SqlExpression }
  | { kind: "null"; of: SqlExpression };

export interface SelectStatement {
  columns: SqlExpression[];
  /** Database and table, or the table alone. */
  table: string[];
  where?: SqlExpression;
  order: { by: SqlExpression; descending: boolean }[];
  limit?: number;
}

/** One SELECT of Trino's SQL without joins, grouping or nesting. Throws SqlSyntaxError. */
export function parseSelect(sql: string): SelectStatement {
  const tokens = readSqlTokens(sql);
  let at = 0;
  const peek = (ahead = 0): SqlToken | undefined => tokens[at + ahead];
  const isWord = (word: string, ahead = 0) =>
    peek(ahead)?.kind === "word" && peek(ahead)?.text.toUpperCase() === word;
  const isSign = (sign: string, ahead = 0) => peek(ahead)?.kind === "sign" && peek(ahead)?.text === sign;
  const fail = (): never => {
    const token = peek();
    if (!token) throw new SqlSyntaxError("line 1:1: mismatched input '<EOF>'");
    throw new SqlSyntaxError(`line ${token.line}:${token.column}: mismatched input '${token.text}'`);
  };
  const take = (): SqlToken => {
    const token = peek() ?? fail();
    at += 1;
    return token;
  };
  const word = (text: string): boolean => {
    if (!isWord(text)) return false;
    at += 1;
    return true;
  };
  const sign = (text: string): boolean => {
    if (!isSign(text)) return false;
    at += 1;
    return true;
  };
  const needWord = (text: string) => word(text) || fail();
  const needSign = (text: string) => sign(text) || fail();
  const listOf = <Part>(part: () => Part): Part[] => {
    const parts = [part()];
    while (sign(",")) parts.push(part());
    return parts;
  };

  function expression(): SqlExpression {
    const parts = [conjunction()];
    while (word("OR")) parts.push(conjunction());
    return parts.length === 1 && parts[0] ? parts[0] : { kind: "or", parts };
  }

  function conjunction(): SqlExpression {
    const parts = [negation()];
    while (word("AND")) parts.push(negation());
    return parts.length === 1 && parts[0] ? parts[0] : { kind: "and", parts };
  }

  function negation(): SqlExpression {
    return word("NOT") ? { kind: "not", of: negation() } : predicate();
  }

  function predicate(): SqlExpression {
    const left = primary();
    const comparison = ["=", "<>", "!=", "<=", ">=", "<", ">"].find((each) => sign(each));
    if (comparison) return { kind: "compare", sign: comparison, left, right: primary() };
    if (word("IS")) {
      const not = word("NOT");
      needWord("NULL");
      return negated(not, { kind: "null", of: left });
    }
    const not = word("NOT");
    if (word("LIKE")) {
      const pattern = primary();
      const escapeSign = word("ESCAPE") ? primary() : undefined;
      return negated(not, { kind: "like", of: left, pattern, escape: escapeSign });
    }
    if (word("IN")) {
      needSign("(");
      const values = listOf(expression);
      needSign(")");
      return negated(not, { kind: "in", of: left, values });
    }
    if (word("BETWEEN")) {
      const low = primary();
      needWord("AND");
      return negated(not, { kind: "between", of: left, low, high: primary() });
    }
    return not ? fail() : left;
  }

  function primary(): SqlExpression {
    if (sign("(")) {
      const inner = expression();
      needSign(")");
      return inner;
    }
    if (peek()?.kind === "word" && isSign("->", 1)) {
      const parameter = take().text.toLowerCase();
      needSign("->");
      return { kind: "lambda", parameter, body: expression() };
    }
    const token = take();
    const place = `line ${token.line}:${token.column}`;
    if (token.kind === "text") return { kind: "value", value: token.text };
    if (token.kind === "number") return { kind: "value", value: Number(token.text) };
    if (token.kind === "sign") {
      at -= 1;
      return fail();
    }
    const upper = token.kind === "word" ? token.text.toUpperCase() : "";
    if (upper === "NULL") return { kind: "value", value: null };
    if (upper === "TRUE" || upper === "FALSE") return { kind: "value", value: upper === "TRUE" };
    if (upper === "CAST") {
      needSign("(");
      const of = expression();
      needWord("AS");
      const to = take().text.toUpperCase();
      needSign(")");
      return { kind: "cast", of, to };
    }
    if (token.kind === "word" && sign("(")) {
      const args = isSign(")") ? [] : listOf(expression);
      needSign(")");
      return { kind: "call", name: token.text.toLowerCase(), args, at: place };
    }
    const names = [nameOf(token)];
    while (sign(".")) names.push(nameOf(take()));
    return { kind: "path", names, at: place };
  }

  needWord("SELECT");
  const columns = listOf(expression);
  needWord("FROM");
  const table = [nameOf(take())];
  while (sign(".")) table.push(nameOf(take()));
  const where = word("WHERE") ? expression() : undefined;
  const order: SelectStatement["order"] = [];
  if (word("ORDER")) {
    needWord("BY");
    order.push(
      ...listOf(() => {
        const by = expression();
        return { by, descending: word("DESC") || (word("ASC") && false) };
      }),
    );
  }
  const limit = word("LIMIT") ? Number(take().text) : undefined;
  sign(";");
  if (at < tokens.length) fail();
  return { columns, table, where, order, limit };
}

function negated(not: boolean, of: SqlExpression): SqlExpression {
  return not ? { kind: "not", of } : of;
}

function nameOf({ kind, text }: SqlToken): string {
  if (kind !== "word" && kind !== "name") throw new SqlSyntaxError(`line 1:1: mismatched input '${text}'`);
  return kind === "name" ? text : text.toLowerCase();
}
