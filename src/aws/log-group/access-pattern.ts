import type { AccessFormat } from "../../domain/access-log/read-line.ts";
import { type Cover, pushDown } from "../../domain/query/condition-cover.ts";
import type { FieldTest, Literal, Query } from "../../domain/query/query.ts";
import { accessRank, fieldBehind } from "./access-rank.ts";
import { accessTerms } from "./access-terms.ts";
import type { CompiledPattern } from "./filter-pattern.ts";
import { patternValue } from "./filter-pattern-value.ts";

/**
 * Where the usual keys of each JSON format stand. A line without that key is let through: owners name keys as they
 * like, collectors wrap lines, and a batch is an array, which has no keys. The parsers read these keys before any
 * other spelling.
 */
const selectors: Partial<Record<AccessFormat, Record<string, string>>> = {
  "apigateway-json": {
    status: "$.status",
    ip: "$.ip",
    requestId: "$.requestId",
    method: "$.httpMethod",
    path: "$.path",
    keyId: "$.apiKeyId",
    userAgent: "$.userAgent",
  },
  kong: {
    status: "$.response.status",
    ip: "$.client_ip",
    requestId: "$.request.id",
    method: "$.request.method",
    path: "$.request.uri",
    keyId: "$.authenticated_entity.id",
    consumer: "$.consumer.username",
  },
  "envoy-json": {
    status: "$.response_code",
    ip: "$.downstream_remote_address",
    requestId: "$.request_id",
    method: "$.method",
    path: "$.path",
    userAgent: "$.user_agent",
  },
};

const patternLength = 1_024;

/**
 * The filter pattern that lets every line through that a query needs, and as few others as it can say: on the keys
 * where the log is JSON, else on the words of the line. All conditions are checked again afterwards. Behind trusted
 * proxies the client's address is not simply at a key.
 */
export function compileAccessPattern(
  { where }: Query,
  { format, trustedProxies }: { format: AccessFormat; trustedProxies: readonly string[] },
): CompiledPattern {
  const fields = { ...selectors[format] };
  if (trustedProxies.length > 0) delete fields.ip;
  let bestKey = Number.POSITIVE_INFINITY;
  const language = {
    and: "&&",
    or: "||",
    field: (path: string, test: FieldTest, negated: boolean): Cover | undefined => {
      // A principal may stand at one of several keys.
      const field = path === "principal" || path === "actor" ? path : fieldBehind(path);
      const selector = Object.hasOwn(fields, field) ? fields[field] : undefined;
      const found = selector === undefined || negated ? undefined : cover(field, selector, test);
      if (found) bestKey = Math.min(bestKey, found.rank);
      return found;
    },
  };
  const patternOf = (texts: string[]) => `{ ${texts.join(" && ")} }`;
  const onKeys = pushDown(where, language, (texts) => patternOf(texts).length <= patternLength);
  const onWords = accessTerms(where, patternLength);
  // A word that hardly any line has is worth more than a key that half of them have.
  if (onKeys.texts.length > 0 && (onWords === undefined || bestKey <= onWords.rank))
    return { ...onKeys, pattern: patternOf(onKeys.texts) };
  return {
    pattern: onWords?.pattern,
    pushedDown: onWords?.pushedDown ?? [],
    checkedHere: onKeys.checkedHere,
  };
}

function cover(field: string, selector: string, test: FieldTest): Cover | undefined {
  const texts = field === "status" ? statusTexts(selector, test) : textTexts(selector, test);
  if (texts === undefined) return undefined;
  // `-` may stand where another key of the line has the value.
  const said = [...texts, `${selector} NOT EXISTS`, `${selector} = "-"`];
  return { text: `(${said.join(" || ")})`, exact: false, rank: accessRank(field) };
}

/** What stands at the key may have a port, a query string or blanks around what was read from it. */
function textTexts(selector: string, test: FieldTest): string[] | undefined {
  if (test.op !== "equals" && test.op !== "contains") return undefined;
  const values = test.values.map((literal) => patternValue(opened(literal)));
  if (values.length === 0 || values.some((value) => value === undefined)) return undefined;
  return values.map((value) => `${selector} = ${value?.quoted}`);
}

function opened(literal: Literal): Literal {
  if (literal.type === "text") return { ...literal, openStart: true, openEnd: true };
  if (literal.type === "number")
    return { type: "text", text: String(literal.number), openStart: true, openEnd: true };
  return literal;
}

/** Statuses are numbers in some logs and texts in others, where `>=` finds nothing. */
function statusTexts(selector: string, test: FieldTest): string[] | undefined {
  if (test.op === "equals") {
    const statuses = test.values.map(wholeStatus);
    if (statuses.length === 0 || statuses.some((status) => status === undefined)) return undefined;
    return statuses.map((status) => `${selector} = "${status}"`);
  }
  if ((test.op !== "gt" && test.op !== "gte") || test.value.type !== "number") return undefined;
  const least = Math.floor(test.value.number);
  if (least < 100 || least > 999) return undefined;
  const first = Math.floor(least / 100);
  const hundreds = Array.from({ length: 10 - first }, (_, at) => `${selector} = "${first + at}*"`);
  return [`${selector} >= ${least}`, ...hundreds];
}

function wholeStatus(literal: Literal): string | undefined {
  if (literal.type === "number")
    return /^\d{1,3}$/.test(String(literal.number)) ? String(literal.number) : undefined;
  if (literal.type !== "text" || literal.openStart || literal.openEnd) return undefined;
  return /^\d{1,3}$/.test(literal.text) ? literal.text : undefined;
}
