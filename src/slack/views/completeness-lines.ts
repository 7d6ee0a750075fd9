import type { RichTextSection } from "@slack/types";
import { describeCompleteness } from "../../domain/query/completeness.ts";
import type { Completeness } from "../../domain/query/query.ts";
import { foreign, line } from "./blocks.ts";

const shownLines = 8;

/** How far an answer reaches: every remark on a line of its own. */
export const completenessLines = (completeness: Completeness): RichTextSection[] =>
  describeCompleteness(completeness)
    .slice(0, shownLines)
    .map((remark) => line(foreign(remark, 250)));
