import { InputError } from "../errors.ts";
import { isOutsideFact } from "./facts.ts";
import type { Fault } from "./fault.ts";
import type { FrontMatter, Input } from "./front-matter.ts";
import { parseInput } from "./inputs.ts";
import { factsOfWindow, parseWindow } from "./window.ts";

/** The id against the file's name; where inputs come from, and whether their defaults are of their type. */
export function checkInputs(
  file: string,
  { value, lineOf }: { value: FrontMatter; lineOf(path: readonly PropertyKey[]): number },
): Fault[] {
  const faults: Fault[] = [];
  const refuse = (path: readonly string[], message: string): void => {
    faults.push({ file, line: lineOf(path), message });
  };
  const fileId = file.split(/[/\\]/).at(-1)?.replace(/\.md$/, "");
  if (fileId !== value.id)
    refuse(
      ["id"],
      `The id "${value.id}" differs from the file's name: rename the file to ${value.id}.md or the id to ${fileId}.`,
    );
  for (const [name, input] of Object.entries(value.inputs)) {
    for (const path of [input.from ?? []].flat())
      if (!isOutsideFact(path))
        refuse(
          ["inputs", name, "from"],
          `inputs.${name}.from: no alarm, incident or setting tells "${path}".`,
        );
    const fault = defaultFault(input);
    if (fault) refuse(["inputs", name, "default"], `inputs.${name}.default: ${fault}`);
  }
  return faults;
}

function defaultFault(input: Input): string | undefined {
  if (input.default === undefined) return undefined;
  if (input.type !== "window") {
    const parsed = parseInput(input, input.default);
    return "fault" in parsed ? parsed.fault : undefined;
  }
  try {
    const unknown = factsOfWindow(parseWindow(input.default)).find((path) => !isOutsideFact(path));
    return unknown && `no alarm or incident tells the time "${unknown}".`;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}
