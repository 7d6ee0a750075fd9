import { InputError } from "../errors.ts";

/** `decode` reads JSON kept inside the text at that path before `steps` go on. */
export interface ParsedPath {
  decode?: ParsedPath;
  steps: PathStep[];
}

export type PathStep = { name: string } | { index: number };

const maxPathLength = 300;
const maxDecodes = 3;
const stepPattern = /^(?:([A-Za-z0-9_$@:/-]+)((?:\[\d{1,6}\])*)|((?:\[\d{1,6}\])+))$/;

/** Throws InputError: names joined by dots, `[0]` for one element of an array, `decode(path)` for JSON inside text. */
export function parsePath(path: string): ParsedPath {
  if (path.length > maxPathLength) {
    throw new InputError(
      `The field path "${path.slice(0, 40)}…" is longer than ${maxPathLength} characters.`,
    );
  }
  return parse(path, path, 0);
}

function parse(text: string, whole: string, decodes: number): ParsedPath {
  if (!text.startsWith("decode(")) return { steps: parseSteps(text, whole) };
  if (decodes === maxDecodes) fail(whole, `decode() can be nested ${maxDecodes} times at most`);
  const close = closingBracket(text, "decode(".length);
  if (close === -1) fail(whole, "a closing bracket of decode() is missing");
  const decode = parse(text.slice("decode(".length, close), whole, decodes + 1);
  const rest = text.slice(close + 1);
  if (rest === "") return { decode, steps: [] };
  if (rest.startsWith(".")) return { decode, steps: parseSteps(rest.slice(1), whole) };
  if (rest.startsWith("[")) return { decode, steps: parseSteps(rest, whole) };
  return fail(whole, "after decode(…) comes a dot, an index or nothing");
}

function closingBracket(text: string, from: number): number {
  let open = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "(") open += 1;
    if (text[at] === ")") open -= 1;
    if (open === 0) return at;
  }
  return -1;
}

function parseSteps(text: string, whole: string): PathStep[] {
  return text.split(".").flatMap((part): PathStep[] => {
    const match = stepPattern.exec(part);
    if (!match) {
      return fail(whole, part === "" ? "a name is missing beside a dot" : `"${part}" is not a field name`);
    }
    const [, name, after = "", bare = ""] = match;
    if (name === "__proto__") fail(whole, "__proto__ is not a field name");
    const indexes = [...(after || bare).matchAll(/\d+/g)].map(([digits]) => ({ index: Number(digits) }));
    return name === undefined ? indexes : [{ name }, ...indexes];
  });
}

function fail(path: string, why: string): never {
  throw new InputError(
    `"${path}" is not a field path: ${why}. Write names joined by dots, such as userIdentity.arn, ` +
      "resources[0].ARN or decode(requestParameters.policyDocument).Statement.Effect.",
  );
}
