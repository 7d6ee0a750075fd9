import type { RichTextSection } from "@slack/types";
import { describeCompleteness } from "../../domain/query/completeness.ts";
import type { Completeness } from "../../domain/query/query.ts";
import { describeRecorded } from "../../domain/recording/recorded.ts";
import { foreign, line } from "./blocks.ts";

const shownLines = 8;

/** How far an answer reaches: every remark on a line of its own, but for what recorded.ts shows. */
export const completenessLines = (completeness: Completeness, asksItself = false): RichTextSection[] =>
  // What is missing stands above the answer.
  describeCompleteness(
    { ...completeness, legs: completeness.legs?.filter(({ state }) => state === "done") },
    { asksItself },
  )
    .filter((remark) => !completeness.recorded || remark !== describeRecorded(completeness.recorded))
    .slice(0, shownLines)
    .map((remark) => line(foreign(remark, 250)));
