import { accessNames } from "./access-names.ts";
import { accessFields } from "./access-record.ts";

/** All that a query from access logs may ask for. */
export const accessPaths: readonly string[] = [...Object.keys(accessNames), ...accessFields];

/** What is wrong with a path in a query from access logs, whose fields are all known; undefined when nothing is. */
export function accessPathFault(path: string): string | undefined {
  const field = firstName(path);
  if (field !== undefined && accessPaths.includes(field)) return undefined;
  return `Access logs have no "${path}". They have ${accessPaths.join(", ")}.`;
}

/** Undefined for what is no path at all, which is another fault. */
function firstName(path: string): string | undefined {
  const [, name] = /^(?:decode\()*([A-Za-z0-9_$@:/-]+)/.exec(path) ?? [];
  return name;
}
