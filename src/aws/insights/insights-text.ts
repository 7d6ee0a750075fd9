// Plain ASCII: AWS does not document how its texts and patterns escape. The evaluator checks the rest.
const plain = /^[A-Za-z0-9 _.:@+,/-]{1,256}$/;

/** True for a text that Logs Insights reads as itself between quotes. */
export function isInsightsText(text: string): boolean {
  return plain.test(text);
}

/** The one place where a value becomes part of a Logs Insights query. Throws RangeError for what may not. */
export function insightsText(text: string): string {
  if (!isInsightsText(text)) throw new RangeError("Not a text for Logs Insights.");
  return `"${text}"`;
}

/** Longer ones are left to the evaluator: how long an expression may be is not documented. */
const longestRegex = 400;

/** The same text in a regular expression, every other character than letters and digits in a class of its own. */
export function insightsRegex(text: string): string | undefined {
  // A slash would end the expression.
  if (!isInsightsText(text) || text.includes("/")) return undefined;
  const regex = text.replace(/[^A-Za-z0-9]/g, (character) => `[${character}]`);
  return regex.length <= longestRegex ? regex : undefined;
}
