import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runQueryCommand } from "./query.ts";

let folder = "";
const before = process.env.CAIRN_CONFIG;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "explain-"));
  delete process.env.CAIRN_CONFIG;
});
afterEach(async () => {
  if (before === undefined) delete process.env.CAIRN_CONFIG;
  else process.env.CAIRN_CONFIG = before;
  await rm(folder, { recursive: true });
});

async function explain(question: string, ...args: string[]) {
  await writeFile(join(folder, "q.yml"), question);
  let [stdout, stderr] = ["", ""];
  const code = await runQueryCommand(["explain", "--file", join(folder, "q.yml"), ...args], {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    now: () => new Date("2026-05-04T12:00:00Z"),
  });
  return { code, stdout, stderr };
}
const key = "where: { key: AKIAIOSFODNN7EXAMPLE }";

test("every engine shows what it would be asked and the command lines that ask the same", async () => {
  const { code, stdout } = await explain(key, "--json");
  const { chosen, why, engines } = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(engines.map(({ engine }: { engine: string }) => engine)).toEqual([
    "event-history",
    "log-group",
    "insights",
    "athena",
    "archive",
  ]);
  expect(engines[1].plan.text).toBe('{ $.userIdentity.accessKeyId = "AKIAIOSFODNN7EXAMPLE" }');
  expect(engines[2].plan.text).toContain('| filter @message like "AKIAIOSFODNN7EXAMPLE"');
  expect(engines[3].plan.text).toContain("AND useridentity.accesskeyid = 'AKIAIOSFODNN7EXAMPLE'");
  const commands = engines.map(({ plan }: { plan: { command: string } }) => {
    const lines = plan.command.split("\n").filter((line) => !/^(:|narrow=)/.test(line));
    return lines[0]?.split(" --")[0];
  });
  expect(commands).toEqual([
    "aws cloudtrail lookup-events",
    "aws logs filter-log-events",
    "query=$(aws logs start-query",
    "query=$(aws athena start-query-execution",
    "cairn query",
  ]);
  expect(why).toContain(`${chosen}, about`);
});

test("what an engine cannot answer is said with the reason and who can", async () => {
  const { stdout } = await explain("where: { eventName: GetObject, requestParameters.key: one }");
  expect(stdout).toContain(
    "── event-history\ncannot: Event history holds management events only, and the question is about GetObject",
  );
  expect((await explain("show: [userIdentity]")).stdout).toContain(
    "── athena\ncannot: Athena's CloudTrail table keeps userIdentity in parts",
  );
});

test("with settings the account's own engines are told from those that would have to be set up", async () => {
  process.env.CAIRN_CONFIG = join(folder, "cairn.yml");
  await writeFile(
    process.env.CAIRN_CONFIG,
    'slack: { channel: C0123456789 }\naccounts: [{ id: "444455556666", regions: [eu-central-1] }]\n',
  );
  const { stdout } = await explain(key);
  expect(stdout).toContain("account: 444455556666\n");
  expect(stdout).toContain("Chosen: event-history, about");
  expect(stdout).toContain("── athena (not set up here; as it would be)");
  expect((await explain(key, "--account", "111122223333")).stderr).toContain("is not in cairn.yml");
});

test("hostile text in a question cannot steer the terminal", async () => {
  const { stdout } = await explain('where: { userAgent: "a\\u001b]0;owned\\u0007\\u202eb" }');
  expect(stdout.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
});
