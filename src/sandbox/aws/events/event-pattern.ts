import { compileValueTest, invalidEventPattern, type Leaf, type ValueTest } from "./event-pattern-values.ts";

/** True when the event matches. */
export type EventPattern = (event: unknown) => boolean;

/** Reads and checks an event pattern. Throws InvalidEventPatternException with the reason. */
export function compileEventPattern(text: string): EventPattern {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalidEventPattern("it is not valid JSON");
  }
  if (!isMap(pattern)) throw invalidEventPattern("Filter is not an object");
  const matches = compileMap(pattern, "");
  return (event) => matches(leavesOf(event));
}

type Leaves = Map<string, Leaf[]>;
type Matcher = (leaves: Leaves) => boolean;

function compileMap(pattern: Record<string, unknown>, path: string): Matcher {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw invalidEventPattern("Empty objects are not allowed");
  const parts = entries.map(([name, content]) => {
    if (name === "$or") return compileOr(content, path);
    const inner = path === "" ? name : `${path}.${name}`;
    return isMap(content) ? compileMap(content, inner) : compileValues(content, inner, name);
  });
  return (leaves) => parts.every((part) => part(leaves));
}

function compileOr(content: unknown, path: string): Matcher {
  if (!Array.isArray(content) || content.length < 2 || !content.every(isMap)) {
    throw invalidEventPattern("$or must be a list of two or more objects");
  }
  const branches = content.map((branch) => compileMap(branch, path));
  return (leaves) => branches.some((branch) => branch(leaves));
}

function compileValues(content: unknown, path: string, name: string): Matcher {
  if (!Array.isArray(content)) throw invalidEventPattern(`"${name}" must be an object or an array`);
  if (content.length === 0) throw invalidEventPattern("Empty arrays are not allowed");
  const tests: ValueTest[] = content.map(compileValueTest);
  return (leaves) => {
    const values = leaves.get(path) ?? [];
    return tests.some((test) => (test.absent ? values.length === 0 : values.some(test.matches)));
  };
}

/** Every scalar by its dotted path; lists disappear, so any element counts. */
function leavesOf(event: unknown): Leaves {
  const leaves: Leaves = new Map();
  const walk = (value: unknown, path: string) => {
    if (Array.isArray(value)) {
      for (const element of value) walk(element, path);
    } else if (isMap(value)) {
      for (const [name, child] of Object.entries(value)) walk(child, path === "" ? name : `${path}.${name}`);
    } else {
      leaves.set(path, [...(leaves.get(path) ?? []), value as Leaf]);
    }
  };
  walk(event, "");
  return leaves;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
