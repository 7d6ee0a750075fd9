import type { Fault } from "./fault.ts";

/**
 * What is wrong with CloudWatch filter patterns that a text quotes, by line. People copy them into their alarms, and
 * the ones that circulate have traps (CIS CloudWatch.2 and .3 as commonly copied).
 */
export function patternTraps(text: string, file: string): Fault[] {
  return text.split("\n").flatMap((line, index) =>
    [...line.matchAll(/\{\s*\(*\s*\$\..*?\}/g)].flatMap(([pattern]) =>
      trapsOf(pattern).map((message) => ({
        file,
        line: index + 1,
        message: `\`${shortened(pattern)}\` ${message}`,
      })),
    ),
  );
}

function trapsOf(pattern: string): string[] {
  const parts = conditions(pattern.slice(1, -1));
  const traps: string[] = [];
  if (parts.some((level) => level.includes("&&") && level.includes("||")))
    traps.push(
      "mixes && and || without brackets: && binds tighter, so the last conditions do not concern the first.",
    );
  const negatedWithOr = parts.some(
    (level) =>
      level.includes("||") && !level.includes("&&") && level.filter((each) => each === "!=").length > 1,
  );
  if (negatedWithOr)
    traps.push("joins exclusions (!=) with ||: it matches nearly every event. Join them with &&.");
  if (/MFAUsed\s*!=/.test(pattern) && !/MFAUsed\s+NOT\s+EXISTS/i.test(pattern))
    traps.push(
      "does not match a sign-in that has no MFAUsed: add || ($.additionalEventData.MFAUsed NOT EXISTS).",
    );
  return traps;
}

/** For each pair of brackets, and the whole, the operators that stand directly in it. A condition's own bracket has one. */
function conditions(body: string): string[][] {
  const levels: string[][] = [];
  const open: { operators: string[]; inner: string[] }[] = [{ operators: [], inner: [] }];
  for (const [token] of body.matchAll(/"(?:[^"\\]|\\.)*"|&&|\|\||!=|[()]/g)) {
    const here = open.at(-1);
    if (!here || token.startsWith('"')) continue;
    if (token === "(") open.push({ operators: [], inner: [] });
    else if (token === ")" && open.length > 1) {
      open.pop();
      levels.push([...here.operators, ...here.inner]);
      const isCondition = here.operators.every((each) => each === "!=");
      // An exclusion in brackets of its own counts for what stands around it.
      if (isCondition) open.at(-1)?.inner.push(...here.operators);
    } else if (token !== "(" && token !== ")") here.operators.push(token);
  }
  const [whole] = open;
  return whole ? [...levels, [...whole.operators, ...whole.inner]] : levels;
}

const shortened = (pattern: string): string => (pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern);
