import { type Severity, severities } from "../finding.ts";

/** The first that is there counts; how they are written does not. */
const keys = ["cairn:severity", "severity", "priority"];

const words: Readonly<Record<string, Severity>> = {
  critical: "P1",
  high: "P2",
  medium: "P3",
  moderate: "P3",
  low: "P4",
};

/** What an alarm's tags say of how bad it is: `severity`, `cairn:severity` or `priority` with P1 to P4 or a word. */
export function tagSeverity(
  tags: Readonly<Record<string, string>>,
): { severity: Severity; tag: string } | undefined {
  for (const key of keys)
    for (const [name, value] of Object.entries(tags)) {
      if (name.trim().toLowerCase() !== key) continue;
      const severity = readSeverity(value);
      if (severity !== undefined) return { severity, tag: `${name}=${value}` };
    }
  return undefined;
}

function readSeverity(text: string): Severity | undefined {
  const word = text.trim().toLowerCase();
  const [, degree] = /^(?:p|sev|sev-)?([1-4])$/.exec(word) ?? [];
  if (degree !== undefined) return severities[Number(degree) - 1];
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
