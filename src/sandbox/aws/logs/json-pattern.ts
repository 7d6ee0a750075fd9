import { createJsonMessage, matchesExpression, selectNodes } from "./json-pattern-match.ts";
import { parseJsonPattern, type Selector } from "./json-pattern-parser.ts";
import type { FilterPattern } from "./pattern-terms.ts";

/** `{ $.field = value && … }`: a message that is not a JSON object or array never matches. */
export function compileJsonPattern(pattern: string): FilterPattern {
  const { expression, selectors } = parseJsonPattern(pattern);
  return (text) => {
    const message = createJsonMessage(text);
    if (message === undefined || !matchesExpression(expression, message)) return undefined;
    return { extracted: extractedBy(selectors, message.plain) };
  };
}

function extractedBy(selectors: readonly Selector[], root: unknown): Record<string, string> {
  const extracted: Record<string, string> = {};
  for (const selector of selectors) {
    const [first] = selectNodes(root, selector.steps);
    if (first === undefined) continue;
    extracted[selector.text] = typeof first === "object" ? JSON.stringify(first) : String(first);
  }
  return extracted;
}
