import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { InputError } from "../domain/errors.ts";
import { demoClock, leaveDemoPages, runningDemoPages } from "./demo/demo-pages.ts";
import { runPageLinkCommand } from "./page-link.ts";

const folder = mkdtempSync(join(tmpdir(), "cairn-page-link-"));
const run = (...argv: string[]) => runPageLinkCommand(argv, { stdout: () => {}, stderr: () => {} });

afterEach(() => {
  delete process.env.CAIRN_CONFIG;
  delete process.env.CAIRN_FOLDER;
});

test("without an incident, and with something that is none, the usage is told", async () => {
  for (const argv of [[], ["soon"], ["INC-1", "INC-2"], ["INC-1", "--for"]])
    await expect(run(...argv)).rejects.toThrow(/cairn page-link INC-42/);
});

test("settings without pages are told, with what to write and what else there is", async () => {
  process.env.CAIRN_CONFIG = join(folder, "cairn.yml");
  writeFileSync(
    process.env.CAIRN_CONFIG,
    'slack: { channel: C0INCIDENTS }\naccounts: [{ id: "111122223333", regions: [eu-central-1] }]\n',
  );
  await expect(run("INC-42")).rejects.toThrow(/cairn\.yml sets up no pages: write web .*transcript INC-42/);
  await expect(run("INC-42")).rejects.toThrow(InputError);
});

test("where neither settings nor a demo are, that is told", async () => {
  process.env.CAIRN_FOLDER = folder;
  await expect(run("INC-42", "--demo")).rejects.toThrow(/no demo runs in this folder/);
});

const demo = {
  ...{ pid: process.pid, origin: "http://127.0.0.1:4471", databaseUrl: "postgres://cairn@127.0.0.1/cairn_1" },
  ...{ sessionKey: "a key of forty characters, as random ones", personId: "U0LEAD" },
  ...{ since: "2026-11-14T02:00:00.000Z", speed: 2 },
};

test("a demo is found while it runs, by its owner alone, and not when it was killed", () => {
  const forget = leaveDemoPages(folder, demo);
  expect(runningDemoPages(folder)).toEqual(demo);
  expect(statSync(join(folder, "pages.json")).mode & 0o077).toBe(0);
  forget();
  expect(runningDemoPages(folder)).toBeUndefined();
  // No process has a number that large.
  leaveDemoPages(folder, { ...demo, pid: 2 ** 30 });
  expect(runningDemoPages(folder)).toBeUndefined();
});

test("a demo's time passes faster", () => {
  const since = new Date(Date.now() - 60_000);
  const ahead = demoClock({ since: since.toISOString(), speed: 10 })().getTime() - Date.now();
  expect(Math.round(ahead / 1_000)).toBe(540);
});
