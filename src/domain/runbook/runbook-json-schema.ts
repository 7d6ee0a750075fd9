import { z } from "zod";
import { InputError } from "../errors.ts";
import * as actBlocks from "./act-blocks.ts";
import { suggestion } from "./fault.ts";
import { frontMatter } from "./front-matter.ts";
import { sharedFrontMatter } from "./shared-step.ts";
import * as blocks from "./step-blocks.ts";
import { useKeys } from "./use-shared.ts";

/**
 * For editors and other tools: the front matter and each fenced block, from the schemas that check them; or one of
 * these alone. Throws InputError for one that is not there.
 */
export function runbookJsonSchema(only?: string): object {
  const file = z.strictObject({
    frontMatter,
    sharedFrontMatter: sharedFrontMatter.optional(),
    query: ownOrShared(blocks.queryBlock),
    instruct: ownOrShared(blocks.instructBlock),
    ask: ownOrShared(blocks.askBlock),
    choose: ownOrShared(blocks.chooseBlock),
    finish: ownOrShared(blocks.finishBlock),
    repeat: ownOrShared(blocks.repeatBlock),
    approve: ownOrShared(actBlocks.approveBlock),
    act: ownOrShared(actBlocks.actBlock),
    run: actBlocks.runBlock.optional(),
    conclude: blocks.concludeBlock.optional(),
    next: blocks.nextBlock.optional(),
  });
  const whole = z.toJSONSchema(file, { io: "input", target: "draft-2020-12" });
  if (only !== undefined) {
    const parts = Object.keys(file.shape);
    const part = whole.properties?.[only];
    if (typeof part !== "object")
      throw new InputError(
        `There is no block "${only}": there is ${parts.join(", ")}.${suggestion(only, parts)}`,
      );
    return {
      $schema: whole.$schema,
      ...part,
      ...(whole.$defs && { $defs: whole.$defs }),
      title: `Cairn: ${only}`,
    };
  }
  return {
    ...whole,
    title: "Cairn runbook",
    description:
      "A runbook is a Markdown file: `frontMatter` stands at its top, each other property is what a fenced block of that name holds (```yaml query …). A file of runbooks/shared begins with `sharedFrontMatter`.",
  };
}

/** A block as it stands for itself, or one that uses a shared step and may write any of the keys beside it. */
function ownOrShared(block: z.ZodObject) {
  const keys = Object.entries(block.shape).map(([key, schema]) => [key, z.optional(schema)] as const);
  return z.union([block, z.strictObject({ ...useKeys, ...Object.fromEntries(keys) })]).optional();
}
