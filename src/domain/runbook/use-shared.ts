import { z } from "zod";
import { InputError } from "../errors.ts";
import { type Fault, suggestion } from "./fault.ts";
import { factName } from "./front-matter.ts";
import type { Reuse } from "./read-step.ts";
import type { ReadBlock } from "./read-step-block.ts";
import type { Block } from "./sections.ts";
import { readSharedStep, type SharedStep } from "./shared-step.ts";
import { proseWith, ruleWith, type WithValues, yamlWith } from "./with-values.ts";
import { readYaml, type YamlValue } from "./yaml-block.ts";
import { faultsOfIssues } from "./zod-faults.ts";

/** The texts of `runbooks/shared` by the name that `use:` has for them: `shared/doors`. */
export type Shelf = ReadonlyMap<string, string>;

const text = z.string().trim().min(1).max(500);
/** The keys of a block that uses a shared step, beside which it may write keys of its own. */
export const useKeys = {
  use: z
    .string()
    .regex(/^shared\/[a-z0-9-]+$/)
    .describe("A step of runbooks/shared, such as shared/doors"),
  with: z
    .record(factName, z.union([text, z.array(text).max(100)]))
    .describe("What the shared step asks for, by name")
    .default({}),
};
const useForm = z.looseObject(useKeys);

/**
 * Resolves `use: shared/…` from a shelf. Keys written beside `use` replace those of the shared step, conditions under
 * `where` join its own. `used` collects the shared steps that were taken.
 */
export function reuseFrom(shelf: Shelf, used: Map<string, SharedStep>): Reuse {
  return (block, kind, faults) => {
    const own = readYaml(block, faults);
    if (!own) return "broken";
    const form = useForm.safeParse(own.value);
    if (!form.success) {
      faults.push(...faultsOfIssues(form.error.issues, block, own.lineOf));
      return "broken";
    }
    const refuse = (path: string[], message: string): "broken" => {
      faults.push({ file: block.file, line: own.lineOf(path), message });
      return "broken";
    };
    const { use, with: given } = form.data;
    const written = shelf.get(use);
    if (written === undefined) {
      const names = [...shelf.keys()].filter((name) => name.startsWith("shared/"));
      const known = names.length > 0 ? `there is ${names.join(", ")}` : "the folder shared/ is empty";
      return refuse(["use"], `There is no step "${use}": ${known}.${suggestion(use, names)}`);
    }
    const shared = used.get(use) ?? readSharedStep(written, `${use}.md`, faults);
    if (!shared) return refuse(["use"], `The step "${use}" has faults: mend them first.`);
    used.set(use, shared);
    if (shared.step.kind !== kind)
      return refuse(["use"], `"${use}" is a ${shared.step.kind} step: write \`\`\`yaml ${shared.step.kind}.`);
    for (const [name, what] of Object.entries(shared.with))
      if (!Object.hasOwn(given, name)) return refuse(["use"], `"with" lacks "${name}": ${what}`);
    for (const name of Object.keys(given))
      if (!Object.hasOwn(shared.with, name))
        return refuse(
          ["with", name],
          `"${use}" asks for no "${name}": it asks for ${Object.keys(shared.with).join(", ") || "nothing"}.`,
        );
    try {
      const conclude = shared.step.conclude.map((rule) => ({ ...ruleWith(rule, given), file: shared.file }));
      const prose = proseWith(shared.step.prose, given);
      const values = merged(keysOf(own.value), shared, given);
      return { shared: shared.file, conclude, prose, read: readerOf(values, own, block, faults) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return refuse(["with"], error.message);
    }
  };
}

type Keys = Readonly<Record<string, unknown>>;

const keysOf = (value: unknown): Keys =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

/** Throws InputError when the runbook would replace a condition of the shared step. */
function merged({ use, with: _, ...own }: Keys, { block }: SharedStep, given: WithValues): Keys {
  const shared = keysOf(yamlWith(readYaml(block, [])?.value, given));
  const [ownWhere, sharedWhere] = [keysOf(own.where), keysOf(shared.where)];
  const twice = Object.keys(ownWhere).find((path) => Object.hasOwn(sharedWhere, path));
  if (twice !== undefined)
    throw new InputError(`"where: ${twice}" is already asked by "${String(use)}": put it under "all".`);
  const where = { ...sharedWhere, ...ownWhere };
  return { ...shared, ...own, ...(Object.keys(where).length > 0 && { where }) };
}

/** A fault in what the runbook wrote stands on its own line, any other at `with`, which brought it about. */
function readerOf(values: Keys, own: YamlValue, block: Block, faults: Fault[]): ReadBlock {
  const written = keysOf(own.value);
  const lineOf: YamlValue["lineOf"] = (path) =>
    own.lineOf(Object.hasOwn(written, String(path[0])) ? path : ["with" in written ? "with" : "use"]);
  return (schema) => {
    const checked = schema.safeParse(values);
    if (checked.success) return { value: checked.data, lineOf };
    faults.push(...faultsOfIssues(checked.error.issues, block, lineOf));
    return { raw: values };
  };
}
