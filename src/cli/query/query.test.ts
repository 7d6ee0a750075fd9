import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { runQueryCommand } from "./query.ts";

let folder = "";
const call = (id: string, fields: object = {}) => ({
  eventVersion: "1.11",
  eventID: id,
  eventTime: "2026-05-04T08:05:00Z",
  eventName: "GetUser",
  awsRegion: "eu-central-1",
  recipientAccountId: "111122223333",
  userIdentity: {
    type: "IAMUser",
    arn: "arn:aws:iam::111122223333:user/alice",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  },
  ...fields,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "query-"));
  const records = [
    call("1"),
    call("2", { eventTime: "2026-05-04T08:06:00Z", userAgent: "evil\u001b]0;owned\u0007\u202e agent\nline" }),
    call("3", {
      eventTime: "2026-05-04T11:00:00Z",
      eventName: "Decrypt",
      userIdentity: { type: "AWSService", invokedBy: "x.amazonaws.com" },
    }),
  ];
  await writeFile(join(folder, "trail.json"), JSON.stringify({ Records: records }));
  await writeFile(join(folder, "names.yml"), "by: [eventName]\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = async (args: string[], question?: string) => {
  let [stdout, stderr] = ["", ""];
  const code = await runQueryCommand(["--archive", join(folder, "trail.json"), ...args], {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    stdin: (async function* () {
      yield Buffer.from(question ?? "");
    })(),
    now: () => new Date("2026-05-04T12:00:00Z"),
  });
  return { code, stdout, stderr };
};
const asked = (question: string, ...args: string[]) => run(["--file", "-", ...args], question);

test("several accounts of one archive are counted together", async () => {
  const other = call("4", { recipientAccountId: "444455556666", userIdentity: { type: "Root" } });
  await writeFile(join(folder, "other.json"), JSON.stringify({ Records: [other, call("1")] }));
  const accounts = ["--account", "111122223333, 444455556666"];
  const answer = await asked("by: [eventName]\nservices: show\n", ...accounts, "--archive", folder, "--json");
  expect(answer).toMatchObject({ code: 0, stderr: "" });
  const { rows, completeness } = JSON.parse(answer.stdout);
  expect(rows).toMatchObject([
    { eventName: "GetUser", count: 3 },
    { eventName: "Decrypt", count: 1 },
  ]);
  expect(completeness).toMatchObject({ accounts: ["111122223333", "444455556666"], duplicatesDropped: 1 });
  await rm(join(folder, "other.json"));
});

test("without an archive and a cairn.yml the way on is told", async () => {
  const stderr = vi.fn();
  expect(await runQueryCommand(["--file", "question.yml"], { stdout() {}, stderr })).toBe(2);
  expect(stderr.mock.calls.join()).toContain("where a cairn.yml says whom to ask");
});

test("prints rows and how far they reach", async () => {
  expect(await run(["--file", join(folder, "names.yml")])).toEqual({
    code: 0,
    stderr: "",
    stdout: `eventName  count  first                 last
─────────  ─────  ────────────────────  ────────────────────
GetUser        2  2026-05-04T08:05:00Z  2026-05-04T08:06:00Z

No window was given: the whole archive was searched.
Searched: archive of 111122223333, eu-central-1, 2026-05-04 08:05:00–11:00:00 UTC, 3 records in 1 file, complete; newest event 11:00:00.
1 service call hidden.
`,
  });
});

test("nothing found is said with what was searched", async () => {
  const { code, stdout } = await asked(
    "where: { eventName: DeleteTrail }",
    "--from",
    "2026-05-04T08:00:00Z",
    "--to",
    "2026-05-04T09:00:00Z",
  );
  expect(code).toBe(0);
  expect(
    stdout,
  ).toBe(`Searched: archive of 111122223333, eu-central-1, 2026-05-04 08:00:00–09:00:00 UTC, 3 records in 1 file, complete; newest event 08:06:00.
Nothing found, and not all of it is recorded here: The newest record of this window in the archive is of 2026-05-04 08:06:00 UTC: what came later may be missing.
Copy the missing files from the trail's bucket, or ask the account itself.
`);
});

test("a script learns whether a zero means zero", async () => {
  const during = ["--from", "2026-05-04T07:50:00Z", "--to", "2026-05-04T08:10:00Z", "--json"];
  const recordedIn = async (question: string, ...more: string[]) =>
    JSON.parse((await asked(question, ...during, ...more)).stdout).completeness.recorded;
  const never = "where: { eventName: DeleteTrail }";
  expect(await recordedIn(never)).toEqual({
    state: "recorded",
    reasons: ["the archive's records reach to 2026-05-04 08:06:00 UTC."],
    fix: [],
  });
  expect(await recordedIn("where: { eventName: GetUser }")).toBeUndefined();
  expect(await recordedIn("where: { eventName: GetObject }")).toMatchObject({ state: "cannot-tell" });
});

test("a window may be given as a length until now", async () => {
  const { stdout } = await asked("show: [eventName]\nservices: show", "--last", "2h");
  expect(stdout).toContain("2026-05-04 10:00:00–12:00:00 UTC");
  expect(stdout).toContain("Decrypt");
  expect(stdout).not.toContain("GetUser");
});

test("values are filled in, several as a list, and stars in them are stars", async () => {
  expect(
    (await asked("where: { key: '{{key}}' }\nby: [key]", "--set", "key=AKIAIOSFODNN7EXAMPLE")).stdout,
  ).toContain("AKIA…MPLE      2");
  expect(
    (await asked("where: { eventName: '{{n}}' }\nby: [eventName]", "--set", "n=GetUser", "--set", "n=x"))
      .stdout,
  ).toContain("GetUser");
  expect((await asked("where: { eventName: '{{n}}' }", "--set", "n=Get*")).stdout).toContain("Nothing found");
});

test("nothing in a record can steer the terminal", async () => {
  const { stdout } = await asked("show: [userAgent]");
  expect(stdout).toContain("evil ]0;owned  agent line");
  expect(stdout.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u202e/u);
  const json = (await asked("show: [userAgent]", "--json")).stdout;
  expect(json.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u202e/u);
  expect(JSON.parse(json).rows[1].userAgent).toContain("\u202e");
});

test("--json prints columns, rows and completeness with keys whole", async () => {
  const { stdout } = await asked("show: [eventTime, key]\nlimit: 1", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    columns: ["eventTime", "key"],
    rows: [{ eventTime: "2026-05-04T08:05:00Z", key: "AKIAIOSFODNN7EXAMPLE" }],
    rowsBeforeLimit: 2,
    completeness: {
      engine: "archive",
      matched: 2,
      servicesHidden: 1,
      newestEvent: "2026-05-04T11:00:00.000Z",
    },
  });
});

test("a limit that cut rows is said", async () => {
  expect((await asked("limit: 1")).stdout).toContain("The first 1 of 2 rows.");
});

describe("bad input ends with 2 and says what to do", () => {
  test.each<[string, string[], string, string]>([
    ["no question", [], "", "Name an archive and a question."],
    ["an unknown option", ["--file", "-", "--foo"], "", "Unknown option '--foo'"],
    [
      "a question that is not there",
      ["--file", "missing.yml"],
      "",
      'There is no readable question at "missing.yml".',
    ],
    ["a broken question", ["--file", "-"], "where:\n  a: x*y\n", "standard input:2: where › a:"],
    ["a missing value", ["--file", "-"], "where: { a: '{{key}}' }", "Give it with --set key=value."],
    ["a value without a name", ["--file", "-", "--set", "x"], "", '--set takes name=value, not "x".'],
    ["a time that is none", ["--file", "-", "--from", "yesterday"], "", "--from takes a time with its zone"],
    ["a length that is none", ["--file", "-", "--last", "2 weeks"], "", "--last takes a length"],
    ["two windows", ["--file", "-", "--last", "2h", "--to", "2026-05-04T08:00:00Z"], "", "not both"],
    [
      "a window the wrong way round",
      ["--file", "-", "--from", "2026-05-05T08:00:00Z", "--to", "2026-05-04T08:00:00Z"],
      "",
      "ends before it begins",
    ],
    ["an archive that is not there", ["--file", "-", "--archive", "/nowhere"], "", "There is no folder"],
  ])("%s", async (_name, args, question, message) => {
    const { code, stdout, stderr } = await run(args, question);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("help is no fault", async () => {
    expect(await run(["--help"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("cairn query --archive DIR"),
    });
  });
});

test("asks access logs of whatever proxy, in the format given or found out", async () => {
  const envoy = `[2026-05-04T08:05:00.000Z] "GET /orders/1 HTTP/1.1" 401 UAEX 0 0 1 - "10.0.0.1, 203.0.113.7,192.0.2.1" "curl/8" "r-1" "api.example.com" "-"`;
  const logs = join(folder, "logs");
  await mkdir(logs, { recursive: true });
  await writeFile(join(logs, "access.log"), `${envoy}\nnot a request\n`);
  const question = "from: access-log\nwhere: { status: 401 }\nby: [ip, gatewayError]\n";
  const rowsOf = async (...args: string[]) => {
    const { stdout } = await asked(question, "--access-logs", logs, "--json", ...args);
    return JSON.parse(stdout).rows.map(({ ip, gatewayError }: Record<string, string>) => [ip, gatewayError]);
  };
  expect(await rowsOf()).toEqual([["192.0.2.1", "UAEX"]]);
  expect(await rowsOf("--trusted-proxy", "192.0.2.0/24")).toEqual([["203.0.113.7", "UAEX"]]);
  expect(await rowsOf("--format", "kong")).toEqual([]);
  const { stdout } = await asked(question, "--access-logs", logs);
  expect(stdout).toContain("1 line is no request in this format and was left out.");
  expect(await asked(question, "--format", "nginx")).toMatchObject({
    code: 2,
    stderr:
      '--format is one of auto, apigateway-json, apigateway-clf, kong, envoy-text, envoy-json, not "nginx".\n',
  });
});

test("a question that follows what it finds is asked to its end", async () => {
  const assumed = (id: string, key: string, made: string) =>
    call(id, {
      eventName: "AssumeRole",
      userIdentity: { type: "AssumedRole", accessKeyId: key },
      responseElements: { credentials: { accessKeyId: made } },
    });
  const [first, second, third] = ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7SECOND0", "ASIAIOSFODNN7THIRD00"];
  const Records = [assumed("b", second, third), assumed("a", first, second)];
  const file = join(folder, "chain.json");
  await writeFile(file, JSON.stringify({ Records }));
  const made = "responseElements.credentials.accessKeyId";
  const question = `where: { userIdentity.accessKeyId: ${first} }\nshow: [${made}]\nfollow: { from: [${made}], into: userIdentity.accessKeyId, depth: 5 }\n`;
  const { stdout } = await asked(question, "--archive", file, "--json");
  expect(JSON.parse(stdout).rows).toEqual([
    { hop: 1, [made]: second },
    { hop: 2, [made]: third },
  ]);
});
