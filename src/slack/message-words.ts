import { redactText } from "../domain/text/redact.ts";
import type { People } from "../flows/ports.ts";
import { readableText } from "./readable-text.ts";

const mostNames = 20;
const mentionId = /^[@#]([UWC][A-Z0-9]{2,})$|^!subteam\^(S[A-Z0-9]{2,})$/;

/**
 * A message as people read it: mentions by name with their ids kept, links with their address, files by name; without
 * what looks like a secret.
 */
export async function messageWords(
  { nameOf }: Pick<People, "nameOf">,
  { text = "", files = [] }: { text?: string; files?: readonly { name?: string | null }[] },
): Promise<string> {
  const ids = [...new Set([...text.matchAll(/<([^<>|]+)/g)].flatMap(([, inner]) => idIn(inner) ?? []))];
  const names = new Map(
    await Promise.all(ids.slice(0, mostNames).map(async (id) => [id, await nameOf(id)] as const)),
  );
  const words = readableText(text, (inner, label = "") => inWords(inner, label, names));
  const named = files.map(({ name }) => `[file: ${name ?? "without a name"}]`);
  return redactText([words.trim(), ...named].filter((part) => part !== "").join("\n"));
}

function idIn(inner: string | undefined): string | undefined {
  const [, person, group] = mentionId.exec(inner ?? "") ?? [];
  return person ?? group;
}

function inWords(inner: string, label: string, names: ReadonlyMap<string, string>): string {
  const id = idIn(inner);
  const sign = inner.startsWith("#") ? "#" : "@";
  if (id !== undefined) {
    const name = label.replace(/^[@#]/, "") || names.get(id) || id;
    return name === id ? `${sign}${id}` : `${sign}${name} (${id})`;
  }
  if (inner.startsWith("!")) return label || `@${inner.slice(1)}`;
  return label === "" || label === inner ? inner : `${label} (${inner})`;
}
