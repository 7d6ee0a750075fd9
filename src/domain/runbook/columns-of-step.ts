import { elementColumn } from "../query/each.ts";
import { columnsOf } from "../query/form.ts";
import type { QueryStep, RepeatStep } from "./schema.ts";

/** The columns of a step's answer: asked for each element of a list, a row tells of which it is. */
export const columnsOfStep = (step: QueryStep | RepeatStep): string[] => [
  ...(step.each === undefined ? [] : [elementColumn]),
  ...columnsOf(step.query),
];
