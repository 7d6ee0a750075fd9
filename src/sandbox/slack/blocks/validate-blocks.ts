import type { Fields } from "../json.ts";
import { listOf, textOf } from "../json.ts";
import { SlackError, withMessages } from "../slack-error.ts";
import { type Findings, fault, lengthOf, type Surface } from "./check.ts";
import { layoutBlock } from "./layout.ts";
import { elementsField, everyBlock, interactiveElements, textsIn } from "./walk.ts";

const mostBlocks: Record<Surface, number> = { message: 50, modal: 100, home: 100 };
/** Reported, not documented: bolt-js #2867 and #2509. */
const mostTextInBlocks = 12_000;

/** All faults of some blocks on a surface, each with its place below `at`. */
export function blockFaults(blocks: unknown, surface: Surface, at: string, app?: Findings["app"]): string[] {
  const findings: Findings = { surface, faults: [], ...(app !== undefined && { app }) };
  if (!Array.isArray(blocks)) return [`must provide an array [json-pointer:${at}]`];
  if (blocks.length > mostBlocks[surface])
    fault(findings, `no more than ${mostBlocks[surface]} items allowed`, at);
  blocks.slice(0, mostBlocks[surface]).forEach((block, index) => {
    layoutBlock(block, `${at}/${index}`, findings);
  });
  checkIds(blocks, at, findings);
  checkTables(blocks, at, findings);
  checkMarkdown(blocks, at, findings);
  checkFocus(blocks, at, findings);
  return findings.faults;
}

function checkIds(blocks: unknown[], at: string, findings: Findings): void {
  const seen = new Set<string>();
  for (const { block, at: place } of everyBlock(blocks)) {
    const id = textOf(block.block_id);
    if (id !== "" && seen.has(id))
      fault(findings, `\`block_id\` "${id}" already exists`, `${at}${place}/block_id`);
    seen.add(id);
    const field = elementsField(block);
    if (field === undefined) continue;
    const actions = new Set<string>();
    listOf(block[field]).forEach((element, position) => {
      const action = textOf(element.action_id);
      const where = `${at}${place}/${field}/${position}/action_id`;
      if (action !== "" && actions.has(action))
        fault(findings, `\`action_id\` "${action}" already exists`, where);
      actions.add(action);
    });
  }
}

function checkTables(blocks: unknown[], at: string, findings: Findings): void {
  const tables = everyBlock(blocks).filter(({ block }) => block.type === "table");
  if (tables.length > 1) fault(findings, "only one table is allowed per message", at);
}

function checkMarkdown(blocks: unknown[], at: string, findings: Findings): void {
  const markdown = listOf(blocks).filter((block) => block.type === "markdown");
  const length = markdown.reduce((sum, block) => sum + lengthOf(textOf(block.text)), 0);
  if (markdown.length > 1 && length > 12_000)
    fault(findings, "markdown blocks must sum to 12000 characters or less", at);
}

function checkFocus(blocks: unknown[], at: string, findings: Findings): void {
  const focused = interactiveElements(blocks).filter(({ element }) => element.focus_on_load === true);
  if (focused.length > 1) fault(findings, "only one element may set focus_on_load", at);
}

/** Refuses blocks a message cannot carry, as chat.postMessage and chat.update would. */
export function requireMessageBlocks(blocks: unknown, app?: Findings["app"]): Fields[] {
  const faults = blockFaults(blocks, "message", "/blocks", app);
  if (faults.length > 0) throw withMessages("invalid_blocks", faults);
  const length = textsIn(blocks).reduce((sum, each) => sum + lengthOf(each), 0);
  if (length > mostTextInBlocks) throw new SlackError("msg_blocks_too_long");
  return listOf(blocks);
}
