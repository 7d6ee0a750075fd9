import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readManifest } from "./manifest.ts";

function written(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "manifest-")), "manifest.yml");
  writeFileSync(file, text);
  return file;
}

test("commands keep their manifest's text under the name this workspace uses", () => {
  const file = written(`
display_information: { name: App }
features: { slash_commands: [{ command: /incident, description: d, usage_hint: "[list]" }] }
oauth_config: { scopes: { bot: [chat:write], bot_optional: [chat:write, files:write] } }
`);
  const manifest = readManifest(file, { "/incident": "/inc" });
  expect(manifest.commands).toEqual([
    { command: "/inc", description: "d", usageHint: "[list]", shouldEscape: false },
  ]);
  expect(manifest.scopes).toEqual(["chat:write", "files:write"]);
});

test("a manifest Slack would refuse is refused with the file and the place", () => {
  const file = written(
    "display_information: { name: App }\nfeatures: { slash_commands: [{ command: incident }] }",
  );
  expect(() => readManifest(file)).toThrow(
    /manifest\.yml is not a manifest Slack would accept:[\s\S]*slash_commands/,
  );
});
