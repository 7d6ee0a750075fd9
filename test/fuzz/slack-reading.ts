import { type Node as MrkdwnNode, parseMrkdwn } from "../../src/sandbox/slack/page/text/mrkdwn.ts";
import { acting } from "./hostile.ts";

interface Node {
  [key: string]: unknown;
}

/** Every object in some blocks, outermost first. */
function nodes(part: unknown): Node[] {
  if (Array.isArray(part)) return part.flatMap(nodes);
  if (typeof part !== "object" || part === null) return [];
  return [part as Node, ...Object.values(part).flatMap(nodes)];
}

const points = (text: unknown): number => [...String(text)].length;
const textOf = (part: unknown): string => String((part as { text?: unknown } | undefined)?.text ?? "");
const under = (node: Node, key: string, max: number): string[] =>
  node[key] !== undefined && points(textOf(node[key])) > max ? [`${node.type}.${key} over ${max}`] : [];

/** Blocks, elements and leaves that show words as they are, or nothing of anybody's. Everything else is a fault. */
const quiet = new Set([
  "rich_text",
  "rich_text_section",
  "rich_text_list",
  "rich_text_quote",
  "rich_text_preformatted",
  "text",
  "date",
  "header",
  "plain_text",
  "actions",
  "button",
  "overflow",
  "table",
  "raw_text",
  "divider",
  "input",
  "plain_text_input",
  "static_select",
  "users_select",
  "channels_select",
  "modal",
  "home",
  "context",
  "section",
  "image",
  "rich_text_input",
  "radio_buttons",
  "checkboxes",
]);

/** Links and people may only be what we made: their values never come from outside. */
export interface Allowed {
  links?: (url: string) => boolean;
  users?: readonly string[];
}

/** What is wrong with a message, a modal or a page as Slack would read it; nothing when every foreign word is inert. */
export function slackFaults(
  view: { text?: string; blocks: readonly unknown[] } & Record<string, unknown>,
  allowed: Allowed = {},
): string[] {
  const surface = String(view.type ?? "message");
  const found: string[] = [];
  const { blocks } = view;
  const most = surface === "message" ? 50 : 100;
  if (blocks.length > most) found.push(`${blocks.length} blocks`);
  if (surface === "message" && blocks.length === 0) found.push("no blocks");
  if (typeof view.text === "string") found.push(...mrkdwnFaults(view.text, allowed));
  if (points(view.private_metadata ?? "") > 3_000) found.push("private_metadata over 3000");
  for (const key of ["title", "submit", "close"]) found.push(...under({ ...view, type: "modal" }, key, 24));
  if (surface === "message" && sum(blocks) > 12_000) found.push(`${sum(blocks)} characters in all`);
  const tables = blocks.filter((block) => (block as Node).type === "table").length;
  if (tables > 1) found.push("two tables");
  const ids = blocks.flatMap((block) => (block as Node).block_id ?? []);
  if (new Set(ids).size !== ids.length) found.push("a block_id twice");
  for (const node of nodes(blocks)) found.push(...nodeFaults(node, allowed));
  return [...new Set(found)];
}

function nodeFaults(node: Node, { links = () => false, users = [] }: Allowed): string[] {
  const { type } = node;
  const found: string[] = [];
  if (typeof node.text === "string" && acting.test(node.text))
    found.push(`control or direction marks in ${String(type)}`);
  if (typeof node.text === "string" && node.text === "") found.push(`an empty text in ${String(type)}`);
  if (type === undefined) return found;
  if (type === "link") return links(String(node.url)) ? found : [...found, `a link to ${String(node.url)}`];
  if (type === "user")
    return users.includes(String(node.user_id)) ? found : [...found, `mentions ${String(node.user_id)}`];
  if (type === "usergroup" || type === "channel" || type === "broadcast") {
    const id = String(node.usergroup_id ?? node.channel_id ?? node.range);
    return users.includes(id) ? found : [...found, `mentions ${id}`];
  }
  // How a list of a table or a list block is called is no element.
  if (!quiet.has(String(type))) return [...found, `a ${String(type)}`];
  switch (type) {
    case "plain_text":
      if (node.emoji !== false) found.push("plain text that shows emoji");
      if (points(node.text) > 3_000) found.push("plain text over 3000");
      break;
    case "header":
      found.push(...under(node, "text", 150));
      break;
    case "button":
      found.push(...under(node, "text", 75));
      if (points(node.value ?? "") > 2_000) found.push("a button's value over 2000");
      if (points(node.action_id) > 255) found.push("an action_id over 255");
      if (node.url !== undefined && !links(String(node.url))) found.push(`a button to ${String(node.url)}`);
      if (node.confirm !== undefined) {
        const confirm = { ...(node.confirm as Node), type: "confirm" };
        found.push(
          ...under(confirm, "title", 100),
          ...under(confirm, "text", 300),
          ...under(confirm, "confirm", 30),
          ...under(confirm, "deny", 30),
        );
      }
      break;
    case "actions": {
      const elements = node.elements as Node[];
      const ids = elements.map((each) => each.action_id);
      if (elements.length < 1 || elements.length > 25 || new Set(ids).size !== ids.length)
        found.push("actions: count or ids");
      break;
    }
    case "overflow":
    case "static_select":
    case "radio_buttons":
    case "checkboxes": {
      const options = (node.options ?? []) as Node[];
      const [max, size] = type === "static_select" ? [100, 150] : type === "overflow" ? [5, 75] : [10, 150];
      if (options.length < 1 || options.length > max)
        found.push(`${String(type)} with ${options.length} options`);
      for (const each of options)
        if (
          points(textOf(each.text)) > 75 ||
          points(each.value) > size ||
          points(textOf(each.description)) > 75
        )
          found.push(`${String(type)}: an option too long`);
      break;
    }
    case "plain_text_input":
      found.push(...under(node, "placeholder", 150));
      if (points(node.initial_value ?? "") > Number(node.max_length ?? 3_000))
        found.push("initial_value over max_length");
      if (acting.test(String(node.initial_value ?? "").replaceAll("\r", "")))
        found.push("control or direction marks in an initial value");
      break;
    case "input":
      found.push(...under(node, "label", 2_000), ...under(node, "hint", 2_000));
      if (points(node.block_id ?? "") > 255) found.push("a block_id over 255");
      break;
    case "table": {
      const rows = node.rows as unknown[][];
      if (rows.length > 100 || rows.some((row) => row.length !== rows[0]?.length || row.length > 20))
        found.push("table size");
      break;
    }
  }
  return found;
}

/** Characters of all texts, in the form in which they are sent. */
function sum(part: unknown): number {
  return nodes(part).reduce(
    (total, { text, fallback }) =>
      total +
      (typeof text === "string" ? sent(text) : 0) +
      (typeof fallback === "string" ? sent(fallback) : 0),
    0,
  );
}
const sent = (text: string): number =>
  points(text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"));

/** A text that Slack reads as mrkdwn: only text may come out. */
export function mrkdwnFaults(text: string, { links = () => false }: Allowed = {}): string[] {
  const found: string[] = [];
  if (text === "") found.push("an empty text");
  if (points(text) > 4_000) found.push("text over 4000");
  if (acting.test(text) || text.includes("\n")) found.push("control or direction marks in the text");
  for (const node of deep(parseMrkdwn(text)))
    if (node.kind !== "text" && !(node.kind === "link" && links(node.href)))
      found.push(`the text holds ${node.kind}: ${text.slice(0, 80)}`);
  // Slack itself makes channels and people of these where a client or `parse` asks for it.
  if (/(^|[^\w])@(here|channel|everyone)\b/.test(text))
    found.push(`the text calls everybody: ${text.slice(0, 80)}`);
  return found;
}

const deep = (read: readonly MrkdwnNode[]): MrkdwnNode[] =>
  read.flatMap((node) => [node, ...("children" in node ? deep(node.children) : [])]);
