import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../config.ts";

const base = `
slack: { channel: C0INCIDENTS }
accounts:
  - { id: "111122223333", regions: [eu-central-1] }
`;
const env = {
  ...{ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", SLACK_CLIENT_SECRET: "a-client-secret" },
  CAIRN_SESSION_KEY: "a session key that nobody guesses, of these many characters",
};

function read(web: string, variables: Record<string, string> = env) {
  const file = join(mkdtempSync(join(tmpdir(), "cairn-web-")), "cairn.yml");
  writeFileSync(file, base + web);
  try {
    return readConfig({ ...variables, CAIRN_CONFIG: file }).file.web;
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.join("\n");
    throw error;
  }
}

const http = "http: { port: 8080 }\n";

test("the pages have an address and the Slack app's client id", () => {
  expect(read(`${http}web: { url: "https://cairn.example.com/", clientId: "123.456" }`)).toEqual({
    url: "https://cairn.example.com",
    clientId: "123.456",
  });
});

test("what they need beside it is told together", () => {
  const faults = read(`web: { url: "https://cairn.example.com" }`, {
    ...{ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" },
  });
  for (const part of [
    "web needs http.port",
    "web needs clientId",
    "SLACK_CLIENT_SECRET",
    "CAIRN_SESSION_KEY",
  ])
    expect(faults).toContain(part);
});

test.each([
  "http://cairn.example.com",
  "https://cairn.example.com/pages",
  "https://user@cairn.example.com",
  "http://127.0.0.1.example.com",
  "ftp://cairn.example.com",
])("%s is no address for pages whose cookies must stay secret", (url) => {
  expect(read(`${http}web: { url: "${url}", clientId: "123.456" }`)).toContain("web.url");
});

test("on this machine plain HTTP will do, and a short session key never", () => {
  expect(read(`${http}web: { url: "http://127.0.0.1:8080", clientId: "123.456" }`)).toMatchObject({
    url: "http://127.0.0.1:8080",
  });
  const short = read(`${http}web: { url: "https://cairn.example.com", clientId: "123.456" }`, {
    ...{ ...env, CAIRN_SESSION_KEY: "short" },
  });
  expect(short).toContain("at least 32 characters");
});
