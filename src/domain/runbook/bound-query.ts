import { InputError } from "../errors.ts";
import { bindQuery } from "../query/bind.ts";
import { elementColumn, mostElements } from "../query/each.ts";
import type { Query } from "../query/query.ts";
import type { QueryStep, RepeatStep } from "./schema.ts";
import { fillLeaf, type Known, type Lookup, pathsInTemplate, textOf } from "./template.ts";

/** What `each` goes through: every element of a list once, or the one value. */
export const elementsOf = (value: Known | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? [...new Set(value)] : [textOf(value)];

/** One query, or one for each element of the list; of these only so many, and `left` says which were not asked. */
export function boundQuery(
  { query, each }: Pick<QueryStep | RepeatStep, "query" | "each">,
  lookUp: Lookup,
): { query: Query; left?: string } {
  if (each === undefined) return { query: bindQuery(query, (leaf) => fillLeaf(leaf, lookUp)) };
  const [path = ""] = pathsInTemplate(each);
  const elements = elementsOf(lookUp(path));
  const asked = elements.slice(0, mostElements).map((element) => {
    const known: Lookup = (name) => (name === elementColumn ? element : lookUp(name));
    return { element, query: bindQuery(query, (leaf) => fillLeaf(leaf, known)) };
  });
  const [first] = asked;
  if (first === undefined) throw new InputError(`\`${path}\` is empty: there is nothing to ask for each of.`);
  const bound: Query = {
    ...first.query,
    // What all of them ask together, for whoever wants to know it in one: no engine is asked this.
    where: { any: asked.map((one) => one.query.where) },
    each: asked.map((one) => ({
      element: one.element,
      where: one.query.where,
      ...(one.query.split && { split: one.query.split.where }),
    })),
  };
  const more = elements.slice(mostElements);
  if (more.length === 0) return { query: bound };
  return {
    query: bound,
    left: `Only the first ${mostElements} of ${elements.length} elements of ${path} were asked about; ${more.length} were not.`,
  };
}
