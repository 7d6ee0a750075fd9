import { InputError } from "../errors.ts";
import type { Segment } from "../text/text.ts";
import type { Fill, LeafValue } from "./bind.ts";

/** For a query without templates. */
export const literalFill: Fill = (template) => {
  const [, name] = /\{\{\s*([^{}]*?)\s*\}\}/.exec(template) ?? [];
  if (name !== undefined) {
    throw new InputError(
      `The query asks for {{${name}}}, which nobody gave. Give it with --set ${name}=value.`,
    );
  }
  return { segments: [{ author: template }] };
};

/** Fills in plain names, without helpers or paths, from values given by hand. */
export function fillFrom(values: ReadonlyMap<string, LeafValue | readonly LeafValue[]>): Fill {
  const given = (name: string) => {
    const value = values.get(name);
    if (value !== undefined) return value;
    throw new InputError(
      `The query asks for {{${name}}}, which nobody gave. Give it with --set ${name}=value.`,
    );
  };
  return (template) => {
    const [, only] = /^\{\{\s*([\w.-]+)\s*\}\}$/.exec(template) ?? [];
    if (only !== undefined) return { value: given(only) };
    const segments = template.split(/(\{\{[^{}]*\}\})/).flatMap((part): Segment[] => {
      if (!part.startsWith("{{")) return part === "" ? [] : [{ author: part }];
      const inserted = given(part.slice(2, -2).trim());
      return [{ inserted: inserted instanceof Date ? inserted.toISOString() : String(inserted) }];
    });
    return { segments };
  };
}
