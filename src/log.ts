import { type DestinationStream, type Logger, pino, stdSerializers } from "pino";
import { redactText } from "./domain/text/redact.ts";
import { spellOut } from "./domain/text/visible.ts";

export type Log = Logger;

const SECRET_NAME =
  /token|secret|passw|authori[sz]ation|signature|cookie|credential|private[-_]?key|api[-_]?key|cairn-key/i;
const SECRET_VALUES: [RegExp, string][] = [
  [/\b(?:xox[a-z]|xapp)-[\w-]+/g, "[redacted]"],
  // Session tokens of STS, and JSON web tokens.
  [/\b(?:IQoJ|FwoG|FQoG)[\w+/=%-]{16,}/g, "[redacted]"],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, "[redacted]"],
  [/(:\/\/[^\s:/@"]*:)[^\s:/@"]+@/g, "$1[redacted]@"],
];
const DEEPEST = 8;

/**
 * JSON lines on standard output. Messages are constant, facts are fields; fields with the name of a secret and
 * texts that look like one are blanked, an error's own fields included. `level` as pino names them.
 */
export function createLog(options: { level?: string; destination?: DestinationStream } = {}): Log {
  return pino(
    {
      level: options.level ?? "info",
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => withoutSecrets(fields) as Record<string, unknown>,
      },
      serializers: { err: (err) => withoutSecrets(stdSerializers.err(err)) },
      hooks: { streamWrite: blankSecretValues },
    },
    options.destination ?? pino.destination({ sync: true }),
  );
}

function withoutSecrets(value: unknown, depth = 0): unknown {
  // Errors are left for their serializer, which calls this again.
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null || value instanceof Error || value instanceof Date) {
    return value;
  }
  if (depth >= DEEPEST) return "[too deep]";
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_NAME.test(name) ? "[redacted]" : withoutSecrets(inner, depth + 1),
    ]),
  );
}

function blankSecretValues(line: string): string {
  return spellOut(SECRET_VALUES.reduce((text, [pattern, blank]) => text.replaceAll(pattern, blank), line));
}
