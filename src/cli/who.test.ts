import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stolenKey } from "../sandbox/scenarios/stolen-key.ts";
import { writeTrail } from "../sandbox/scenarios/write-trail.ts";
import { runWhoCommand } from "./who.ts";

const story = stolenKey({ now: new Date("2026-11-20T12:00:00Z") });
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cairn-who-"));
  await writeTrail(story.records, folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function who(...argv: string[]) {
  let [stdout, stderr] = ["", ""];
  const code = await runWhoCommand(argv, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}

describe("cairn who", () => {
  test("leads from the key of the role that the intruder took on to the stolen user, with each hop's event", async () => {
    const { chain, userName, key } = story.answer;
    const { code, stdout } = await who(chain.accessKeyId, "--archive", folder, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      who: userName,
      kind: "user",
      confidence: "certain",
      hops: [{ key: chain.accessKeyId }, { key, call: "AssumeRole" }],
    });
  });

  test("says it in words for people, with keys shortened", async () => {
    const { code, stdout } = await who("role/platform-admin", "--archive", folder);
    expect(code).toBe(0);
    expect(stdout).toContain("Behind role/platform-admin is the IAM user report-exporter (certain");
    expect(stdout).not.toContain(story.answer.key);
  });

  test("tells a pipeline by its code host's word", async () => {
    const signIn = story.records.find(({ eventName }) => eventName === "AssumeRoleWithWebIdentity");
    const answer = signIn?.responseElements as { credentials: { accessKeyId: string } } | undefined;
    const { stdout } = await who(answer?.credentials.accessKeyId ?? "", "--archive", folder);
    expect(stdout).toContain("is the pipeline repo:shop/main:ref:refs/heads/main");
  });

  test("fails where nobody is found, and says what is no name", async () => {
    expect(await who("ASIANOBODYNOBODY1234", "--archive", folder)).toMatchObject({ code: 1 });
    const { code, stderr } = await who("the owner", "--archive", folder);
    expect(code).toBe(2);
    expect(stderr).toContain("Name one key, ARN, session");
  });
});
