import { readFileSync } from "node:fs";
import { isMap, isScalar, parseDocument } from "yaml";
import type { CommandNames } from "./ids.ts";

/** Where the app's manifest lies, in the checkout and in the package alike. */
export const manifestFile = new URL("../../manifest.yml", import.meta.url);

/**
 * The manifest as this workspace needs it: with its own command names, for HTTP with the address that Slack delivers
 * to (`url`, without a path), and for pages with the address to which people come back from signing in (`signIn`).
 */
export function renderManifest(
  asked: { commands: CommandNames; mode: "socket" | "http"; url?: string; signIn?: string },
  text = readFileSync(manifestFile, "utf8"),
): string {
  const { commands, mode, url, signIn } = asked;
  const document = parseDocument(text);
  const endpoint = mode === "http" ? new URL("/slack/events", url ?? "https://HOST.example").href : undefined;
  const ours: Record<string, string> = {
    "/incident": commands.incident,
    "/runbook": commands.runbook,
    "/trail": commands.trail,
  };
  const listed = document.getIn(["features", "slash_commands"]);
  for (const item of isItems(listed) ? listed.items : []) {
    if (!isMap(item)) continue;
    const name = item.get("command", true);
    if (isScalar(name)) name.value = ours[String(name.value)] ?? name.value;
    if (endpoint) item.set("url", endpoint);
  }
  if (endpoint) {
    document.setIn(["settings", "socket_mode_enabled"], false);
    document.setIn(["settings", "interactivity", "request_url"], endpoint);
    document.setIn(["settings", "event_subscriptions", "request_url"], endpoint);
  }
  if (signIn) document.setIn(["oauth_config", "redirect_urls"], [signIn]);
  return document.toString({ lineWidth: 110 });
}

const isItems = (node: unknown): node is { items: unknown[] } =>
  typeof node === "object" && node !== null && "items" in node && Array.isArray(node.items);
