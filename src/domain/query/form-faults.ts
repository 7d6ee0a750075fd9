import type { z } from "zod";

/** One thing that is wrong in what an author wrote. `path` leads to the key or value at fault. */
export interface FormFault {
  path: PropertyKey[];
  message: string;
}

/** Flattens zod's issues; of a union, the branch that the author most likely meant. */
export function formFaults(error: { issues: readonly z.core.$ZodIssue[] }): FormFault[] {
  return error.issues.flatMap((issue) => faultsOf(issue, []));
}

function faultsOf(issue: z.core.$ZodIssue, above: PropertyKey[]): FormFault[] {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union") {
    const meant = issue.errors.find((branch) => !branch.some(isAboutTheWhole));
    if (meant) return faultsOfBranch(meant).flatMap((inner) => faultsOf(inner, path));
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], message: `Unknown key "${key}".` }));
  }
  return [{ path, message: issue.message }];
}

/** An operator nobody knows is one fault, not also a lack of operators. */
function faultsOfBranch(branch: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const unknownKeys = branch.filter((issue) => issue.code === "unrecognized_keys");
  return unknownKeys.length > 0 ? unknownKeys : branch;
}

/** A branch of another type than the value: not what the author meant. */
function isAboutTheWhole(issue: z.core.$ZodIssue): boolean {
  if (issue.code === "invalid_union")
    return issue.path.length === 0 && issue.errors.every((branch) => branch.some(isAboutTheWhole));
  return issue.path.length === 0 && issue.code === "invalid_type";
}
