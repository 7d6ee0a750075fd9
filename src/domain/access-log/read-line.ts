import type { AccessRecord } from "./access-record.ts";
import { isJson } from "./key-reader.ts";
import type { LineContext } from "./line-context.ts";
import { parseApiGateway, parseApiGatewayClf } from "./parse-apigateway.ts";
import { parseEnvoyJson } from "./parse-envoy-json.ts";
import { parseEnvoyText } from "./parse-envoy-text.ts";
import { parseKong } from "./parse-kong.ts";
import { parseRequestTime } from "./request-time.ts";

export const accessFormats = [
  "auto",
  "apigateway-json",
  "apigateway-clf",
  "kong",
  "envoy-text",
  "envoy-json",
] as const;
export type AccessFormat = (typeof accessFormats)[number];

export interface LineReading {
  records: AccessRecord[];
  /** What is no request in this format: the whole line, or elements of a batch. */
  unread: number;
}

const maxLineLength = 4 * 1024 * 1024;
const maxWrappers = 3;
const nothing: LineReading = { records: [], unread: 0 };
const unreadable: LineReading = { records: [], unread: 1 };

/** Reads one line or log event: one request, a batch of them, or none. Never throws, whatever the line holds. */
export function readAccessLine(text: string, format: AccessFormat, context: LineContext): LineReading {
  return readLine(text, format, context, maxWrappers);
}

function readLine(text: string, format: AccessFormat, context: LineContext, wrappers: number): LineReading {
  if (text.length > maxLineLength) return unreadable;
  const line = text.trim();
  if (line === "") return nothing;
  if (!/^(?:\{|\[\s*[{\]])/.test(line)) return readText(line, format, context, wrappers);
  const value = parsed(line);
  return value === undefined ? unreadable : readValue(value, format, context, wrappers);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function readValue(
  value: unknown,
  format: AccessFormat,
  context: LineContext,
  wrappers: number,
): LineReading {
  if (Array.isArray(value)) {
    if (wrappers === 0) return unreadable;
    return together(value.map((element) => readValue(element, format, context, wrappers - 1)));
  }
  if (!isJson(value)) return unreadable;
  const record = parseJson(value, format, context);
  if (record) return { records: [record], unread: 0 };
  return wrappers === 0 ? unreadable : readWrapped(value, format, context, wrappers - 1);
}

function parseJson(
  value: { readonly [key: string]: unknown },
  format: AccessFormat,
  context: LineContext,
): AccessRecord | undefined {
  switch (format) {
    case "kong":
      return parseKong(value, context);
    case "envoy-json":
      return parseEnvoyJson(value, context);
    case "apigateway-json":
      return parseApiGateway(value, context);
    case "auto":
      if (isJson(value.request) && isJson(value.response)) return parseKong(value, context);
      if ("response_code" in value || "response_flags" in value) return parseEnvoyJson(value, context);
      return parseApiGateway(value, context);
    default:
      return undefined;
  }
}

/** Collectors and exports put the line into an object: `log` (Fluent Bit), `message`, `@message`, lists of events. */
function readWrapped(
  value: { readonly [key: string]: unknown },
  format: AccessFormat,
  context: LineContext,
  wrappers: number,
): LineReading {
  const { events } = value;
  if (Array.isArray(events))
    return together(events.map((event) => readValue(event, format, context, wrappers)));
  const inner = [value.log, value.message, value["@message"]].find((each) => each !== undefined);
  const writtenAt = context.writtenAt ?? parseRequestTime(value.timestamp ?? value["@timestamp"]);
  if (isJson(inner)) return readValue(inner, format, { ...context, writtenAt }, wrappers);
  return typeof inner === "string"
    ? readLine(inner, format, { ...context, writtenAt }, wrappers)
    : unreadable;
}

// What container runtimes and exports from a log group put before a line.
const prefix = /^(\d{4}-\d\d-\d\dT\S{9,22}) (?:(?:stdout|stderr) [FP] )?(?=[[{\d"])/;

function readText(text: string, format: AccessFormat, context: LineContext, wrappers: number): LineReading {
  const [before = "", time] = prefix.exec(text) ?? [];
  const line = text.slice(before.length);
  const inner = { ...context, writtenAt: context.writtenAt ?? parseRequestTime(time) };
  if (before !== "" && line.startsWith("{") && wrappers > 0)
    return readLine(line, format, inner, wrappers - 1);
  const record = parseText(line, format, inner);
  return record ? { records: [record], unread: 0 } : unreadable;
}

function parseText(line: string, format: AccessFormat, context: LineContext): AccessRecord | undefined {
  switch (format) {
    case "envoy-text":
      return parseEnvoyText(line, context);
    case "apigateway-clf":
      return parseApiGatewayClf(line, context);
    case "auto":
      return line.startsWith("[") ? parseEnvoyText(line, context) : parseApiGatewayClf(line, context);
    default:
      return undefined;
  }
}

function together(readings: readonly LineReading[]): LineReading {
  return {
    records: readings.flatMap(({ records }) => records),
    unread: readings.reduce((sum, { unread }) => sum + unread, 0),
  };
}
