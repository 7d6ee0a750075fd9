import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stepKinds } from "../../domain/runbook/step-blocks.ts";
import { readRunbooks, shippedRunbooks } from "../../runbook-folder.ts";
import { runRunbookCommand } from "./runbook.ts";
import { compiledText } from "./runbook-compiled.ts";
import { type TestedRunbook, testRunbook } from "./runbook-test.ts";

const { runbooks, faults } = readRunbooks(shippedRunbooks);

test("every runbook that comes with Cairn, and every step they share, is sound", () => {
  expect(faults.map((fault) => fault.message)).toEqual([]);
  expect(runbooks.length).toBeGreaterThanOrEqual(13);
});

describe.each(runbooks.map((runbook) => [runbook.id, runbook] as const))("%s", (id, runbook) => {
  let tested: TestedRunbook;
  beforeAll(async () => {
    tested = await testRunbook(runbook, shippedRunbooks, runbooks);
  }, 60_000);

  test("finds what its tests say", () => {
    expect(tested.faults).toEqual([]);
    const wrong = tested.cases.filter((each) => !each.ok);
    expect(wrong.map(({ name, differences }) => ({ name, differences }))).toEqual([]);
  });

  test("asks AWS what was reviewed; after a change: vitest run --project unit src/cli/runbook-shipped -u", async () => {
    const attack = tested.played.find((each) => each.kind === "attack");
    if (!attack?.report) throw new Error(`${id} has no attack that can be played.`);
    await expect(compiledText(attack.report, attack.stage.account)).toMatchFileSnapshot(
      join(shippedRunbooks, "compiled", `${id}.txt`),
    );
  });
});

describe("who follows the README", () => {
  const readme = readFileSync(join(shippedRunbooks, "README.md"), "utf8");
  const [example = "", kinds = ""] = [...readme.matchAll(/````md\n([\s\S]*?)\n````/g)].map(
    ([, text]) => text,
  );
  const [, cases = ""] = /```yaml\n(cases:[\s\S]*?)\n```/.exec(readme) ?? [];
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cairn-readme-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const cairn = async (...argv: string[]) => {
    let [out, err] = ["", ""];
    const stdout = (text: string) => {
      out += text;
    };
    const stderr = (text: string) => {
      err += text;
    };
    const code = await runRunbookCommand(argv, {
      stdout,
      stderr,
      now: () => new Date("2026-12-01T00:00:00Z"),
    });
    return { code, out, err };
  };

  test("has a first runbook, checked and tested, after its five steps", async () => {
    const mine = join(folder, "mine");
    cpSync(shippedRunbooks, mine, { recursive: true });
    writeFileSync(join(mine, "bucket-opened.md"), example);
    expect(await cairn("check", mine)).toEqual({
      code: 0,
      err: "",
      out: expect.stringMatching(/^\d+ sound, 0 with faults, in /),
    });
    writeFileSync(join(mine, "bucket-opened.md"), example.replace("id: bucket-opened", "id: bucket-opend"));
    expect((await cairn("check", mine)).err).toContain("bucket-opened.md:2:");
    writeFileSync(join(mine, "bucket-opened.md"), example);

    const file = join(mine, "bucket-opened.test.yml");
    const play = () => cairn("test", "bucket-opened", "--runbooks", mine);
    writeFileSync(file, cases);
    expect(await play()).toMatchObject({
      code: 0,
      out: expect.stringContaining("3 of 3 cases of 1 runbooks as expected"),
    });
    writeFileSync(file, cases.replace("rows: 1 ", "rows: 2 "));
    expect((await play()).code).toBe(1);
  });

  test("finds an example of each kind, and all of them together are sound", () => {
    const front = `${example.split("\n---\n")[0]}`.replace(/id: .*/, "id: kinds").replace(
      / {2}bucket: .*/,
      `  key: { type: access-key-id, ask: Which key? }
  keys: { type: list, of: access-key-id, ask: Which other keys? }`,
    );
    const file = join(folder, "kinds");
    mkdirSync(file);
    cpSync(shippedRunbooks, file, { recursive: true });
    writeFileSync(join(file, "kinds.md"), `${front}\n---\nEach kind.\n\n${kinds}\n`);
    const { runbooks: all, faults: wrong } = readRunbooks(file);
    expect(wrong.map((fault) => fault.message)).toEqual([]);
    const found = all.find(({ id }) => id === "kinds")?.steps.map(({ kind }) => kind) ?? [];
    // A run step is the steps of what it runs.
    expect([...new Set([...found, "run"])].sort()).toEqual([...stepKinds].sort());
    expect(kinds).toContain("```yaml run");
  });

  test("gets a schema for one block, whole in itself", async () => {
    const schema = (await cairn("schema", "query")).out;
    const { $defs = {} } = JSON.parse(schema) as { $defs?: object };
    for (const [, name = ""] of schema.matchAll(/"\$ref": "#\/\$defs\/([^"]+)"/g))
      expect($defs).toHaveProperty(name);
    expect(schema).toContain('"each"');
    expect(await cairn("schema", "querry")).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean "query"?'),
    });
  });
});
