import { z } from "zod";
import { frontMatter } from "./front-matter.ts";
import * as blocks from "./step-blocks.ts";

/** For editors and other tools: the front matter and each fenced block, from the schemas that check them. */
export function runbookJsonSchema(): object {
  const file = z.strictObject({
    frontMatter,
    query: blocks.queryBlock.optional(),
    instruct: blocks.instructBlock.optional(),
    ask: blocks.askBlock.optional(),
    choose: blocks.chooseBlock.optional(),
    finish: blocks.finishBlock.optional(),
    conclude: blocks.concludeBlock.optional(),
    next: blocks.nextBlock.optional(),
  });
  return {
    ...z.toJSONSchema(file, { io: "input", target: "draft-2020-12" }),
    title: "Cairn runbook",
    description:
      "A runbook is a Markdown file: `frontMatter` stands at its top, each other property is what a fenced block of that name holds (```yaml query …).",
  };
}
