import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runConnectCommand } from "./connect.ts";

beforeEach(() => {
  const file = join(mkdtempSync(join(tmpdir(), "cairn-connect-")), "cairn.yml");
  writeFileSync(
    file,
    'slack: { channel: C0INCIDENTS }\naccounts:\n  - { id: "111122223333", regions: [eu-central-1] }\n',
  );
  vi.stubEnv("CAIRN_CONFIG", file);
  // Whoever got past the checks would ask AWS here, and fail otherwise.
  vi.stubEnv("CAIRN_AWS_ENDPOINT", "http://127.0.0.1:1");
});
afterEach(() => vi.unstubAllEnvs());

async function connect(...argv: string[]): Promise<string> {
  let said = "";
  const stdout = (text: string) => {
    said += text;
  };
  await runConnectCommand(argv, { stdout, stderr: () => {} });
  return said;
}

test.each(["nowhere", "eu-central", "EU-CENTRAL-1", "eu-central-1 "])(
  "%j is no Region, and nothing is asked of AWS",
  async (region) => {
    await expect(connect("aws", "--region", region)).rejects.toThrow(/is no Region: write one such as/);
  },
);

test.each(["http://cairn.example.com", "cairn.example.com", "https://"])(
  "%j is no address that Slack delivers to",
  async (url) => {
    await expect(connect("slack", "--url", url)).rejects.toThrow(/--url .* must begin with https:\/\//);
  },
);

test("the manifest names the address that Slack delivers to", async () => {
  expect(await connect("slack", "--url", "https://cairn.example.com")).toContain(
    "url: https://cairn.example.com/slack/events",
  );
  expect(await connect("slack")).toContain("socket_mode_enabled: true");
});
