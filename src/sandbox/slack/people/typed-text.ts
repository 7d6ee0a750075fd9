import type { Fields } from "../json.ts";
import { bot } from "../seed.ts";
import type { World } from "../world.ts";

const token =
  /(<@[UW][A-Z0-9]+>|<#C[A-Z0-9]+>|<!(?:here|channel|everyone)>|@[\w.-]+|#[\p{L}\p{N}_-]+|https?:\/\/[^\s<>]+|:[a-z0-9_+-]+:)/gu;

/** What a person typed, as Slack stores it: escaped text, and the rich text their client made of it. */
export function fromTyped(world: World, typed: string): { text: string; blocks: Fields[] } {
  const leaves: Fields[] = [];
  let text = "";
  let from = 0;
  const plain = (part: string) => {
    if (part === "") return;
    text += escapeText(part);
    const last = leaves.at(-1);
    if (last?.type === "text") last.text = `${String(last.text)}${part}`;
    else leaves.push({ type: "text", text: part });
  };
  for (const match of typed.matchAll(token)) {
    const known = leafOf(world, match[0]);
    if (known === undefined) continue;
    plain(typed.slice(from, match.index));
    text += known.text;
    leaves.push(known.leaf);
    from = match.index + match[0].length;
  }
  plain(typed.slice(from));
  const section = { type: "rich_text_section", elements: leaves };
  return { text, blocks: [{ type: "rich_text", block_id: world.nextId("b"), elements: [section] }] };
}

function leafOf(world: World, part: string): { text: string; leaf: Fields } | undefined {
  if (/^<@/.test(part)) return { text: part, leaf: { type: "user", user_id: part.slice(2, -1) } };
  const loud = /^(?:<!|@)(here|channel|everyone)>?$/.exec(part);
  if (loud !== null) return { text: `<!${loud[1]}>`, leaf: { type: "broadcast", range: loud[1] } };
  if (/^(?:<#|#)/.test(part)) {
    const wanted = part.replace(/^<?#/, "").replace(/>$/, "");
    const channel = world.state.channels.find((each) => each.id === wanted || each.name === wanted);
    if (channel === undefined) return undefined;
    return { text: `<#${channel.id}|${channel.name}>`, leaf: { type: "channel", channel_id: channel.id } };
  }
  if (part.startsWith("@")) {
    const person = world.state.people.find((each) => each.handle === part.slice(1));
    const id = person?.id ?? (part.slice(1) === world.manifest.botName ? bot.userId : undefined);
    return id === undefined ? undefined : { text: `<@${id}>`, leaf: { type: "user", user_id: id } };
  }
  if (part.startsWith("http")) return { text: `<${escapeText(part)}>`, leaf: { type: "link", url: part } };
  return { text: part, leaf: { type: "emoji", name: part.slice(1, -1) } };
}

export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
