import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ProxyRequest, sampleRequest, tellings } from "../../test/fixtures/access-log/proxy-lines.ts";
import type { AccessFormat } from "../domain/access-log/read-line.ts";
import { bindQuery } from "../domain/query/bind.ts";
import { describeCompleteness } from "../domain/query/completeness.ts";
import { literalFill } from "../domain/query/fill.ts";
import { parseQueryFile } from "../domain/query/parse-query.ts";
import type { QueryRequest } from "../flows/ports.ts";
import { type AccessLogLimits, createAccessLogArchive } from "./access-log-archive.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "access-logs-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (name: string, content: string | Buffer) => {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
};
const at = (seconds: number, more: Partial<ProxyRequest> = {}): ProxyRequest => ({
  ...sampleRequest,
  at: new Date(Date.UTC(2026, 4, 4, 8, 0, seconds)),
  requestId: `request-${seconds}`,
  ...more,
});
const asked = (yaml: string): QueryRequest => ({
  query: bindQuery(parseQueryFile(`from: access-log\n${yaml}`, "q.yml"), literalFill),
  window: { from: new Date("2026-05-04T08:00:00Z"), to: new Date("2026-05-04T08:30:00Z") },
  account: "111122223333",
  regions: [],
  askedBy: { name: "responder" },
});
const ask = (
  yaml = "show: [requestId]\nlimit: 1000",
  {
    format = "auto",
    trustedProxies = [],
    limits,
  }: { format?: AccessFormat; trustedProxies?: string[]; limits?: AccessLogLimits } = {},
) =>
  createAccessLogArchive({
    folders: [{ folder, format, trustedProxies }],
    now: () => new Date("2026-05-04T12:00:00Z"),
    limits,
  }).ask(asked(yaml), { signal: new AbortController().signal, progress: () => {} });
const idsOf = ({ rows }: Awaited<ReturnType<typeof ask>>) => rows.map(({ requestId }) => requestId);

const requests = [at(1), at(2), at(3)];
const ids = requests.map(({ requestId }) => requestId);
const lines = requests.map(tellings.kong);

test.each([
  ["lines", "a.log", lines.join("\n")],
  ["lines that end as on Windows, with a byte order mark", "a.json", `\ufeff${lines.join("\r\n")}\r\n`],
  ["gzip", "a.json.gz", gzipSync(lines.join("\n"))],
  ["a file of an export that is named .gz alone", "000000.gz", gzipSync(lines.join("\n"))],
  ["a rotated file", "access.log-20260504", lines.join("\n")],
  ["a batch in one line", "a.ndjson", `[${lines.join(",")}]`],
  [
    "a document over many lines",
    "a.json",
    JSON.stringify(
      lines.map((line) => JSON.parse(line)),
      undefined,
      2,
    ),
  ],
  [
    "the output of filter-log-events",
    "a.json",
    JSON.stringify({ events: lines.map((message) => ({ timestamp: 1777882530000, message })) }, undefined, 2),
  ],
])("requests are found in %s", async (_, name, content) => {
  await put(name, content);
  expect(idsOf(await ask())).toEqual(ids);
});

test("several proxies in one folder are read side by side, and CloudTrail's files passed over", async () => {
  await put("kong/access.log", tellings.kong(at(1)));
  await put("envoy/access.log", tellings["envoy-text"](at(2)));
  await put("gateway/access.log", tellings["apigateway-json"](at(3)));
  const trail = "AWSLogs/111122223333/CloudTrail/eu-central-1/2026/05/04/x.json.gz";
  await put(trail, gzipSync(JSON.stringify({ Records: [{ eventTime: "2026-05-04T08:00:00Z" }] })));
  const answer = await ask("show: [proxy, requestId]");
  expect(answer.rows).toEqual([
    { proxy: "kong", requestId: "request-1" },
    { proxy: "envoy", requestId: "request-2" },
    { proxy: "apigateway", requestId: "request-3" },
  ]);
  expect(answer.completeness).toMatchObject({ pagesRead: 3, scanned: 3, notes: [] });
});

test("the answer says which logs were read, how far, and what was no request", async () => {
  await put("access.log", [...lines, "Kong started", "{", '{"level":"info"}'].join("\n"));
  const { completeness } = await ask();
  expect(completeness.logs).toEqual([`${folder} (auto)`]);
  const said = describeCompleteness(completeness);
  expect(said[0]).toMatch(
    /^Searched: access logs .* of 111122223333, 2026-05-04 08:00:00–08:30:00 UTC, 3 records in 1 file, complete; newest event 08:00:03\.$/,
  );
  expect(said).toContain("3 lines are no requests in this format and were left out.");
});

describe("what is wrong with a file costs no other file", () => {
  test("a broken gzip, a bomb and a line without an end are left with a count", async () => {
    await put("a.log.gz", gzipSync(lines.join("\n")).subarray(0, 60));
    await put("b.log.gz", gzipSync("x".repeat(3_000_000)));
    await put("c.log", `${"y".repeat(60_000)}\n${lines[0]}`);
    const limits = { fileBytes: 1_000_000, totalBytes: 10_000_000, lineBytes: 50_000 };
    const answer = await ask(undefined, { limits });
    expect(idsOf(answer)).toEqual(["request-1"]);
    expect(answer.completeness.truncated).toBe("2 of 3 files or folders could not be read to the end");
    expect(answer.completeness.notes[0]).toContain("a.log.gz: it is not gzip, or cut off");
    expect(answer.completeness.notes[0]).toContain("b.log.gz: it inflates beyond 1000000 bytes");
  });

  test("reading ends at the limit of all files together, and says so", async () => {
    await put("a.log", lines.join("\n"));
    await put("b.log", lines.join("\n"));
    const limits = { fileBytes: 1e6, totalBytes: lines.join("\n").length + 10, lineBytes: 1e6 };
    expect((await ask(undefined, { limits })).completeness.truncated).toContain("reading stopped after");
  });

  test("links are not followed, and other files not opened", async () => {
    await put("real/access.log", lines[0] ?? "");
    await put("notes.md", lines[1] ?? "");
    await symlink(join(folder, "real"), join(folder, "again"));
    const answer = await ask();
    expect(idsOf(answer)).toEqual(["request-1"]);
    expect(answer.completeness.notes).toEqual(["Symbolic links not followed: 1."]);
  });

  test("an empty folder proves nothing, and a missing one is named", async () => {
    const { completeness } = await ask();
    expect(completeness.notes).toEqual([
      "No access log (.log, .json, .ndjson, .txt or .gz) was found there.",
    ]);
    expect(describeCompleteness(completeness)[1]).toContain("nothing is recorded here");
    folder = join(folder, "missing");
    await expect(ask()).rejects.toThrow(/There is no folder .* that holds the access logs/);
  });
});

describe("questions mean the same as of CloudTrail", () => {
  beforeEach(async () => {
    const tries = [1, 2, 3, 4].map((second) =>
      at(second, { ip: "203.0.113.7", status: 401, upstreamStatus: undefined, target: `/orders/${second}` }),
    );
    const success = at(5, { ip: "203.0.113.7", target: "/orders/5", bytesOut: 5_000 });
    const others = [6, 7].map((second) => at(second, { consumer: "batch", keyId: undefined, bytesOut: 10 }));
    await put("access.log", [...tries, success, ...others].map(tellings.kong).join("\n"));
  });

  test("statuses compare as numbers", async () => {
    const answer = await ask(
      "where: { status: { gte: 400, lt: 500 } }\nby: [ip, status]\nmeasure: [distinct(path)]",
    );
    expect(answer.rows).toEqual([
      {
        ip: "203.0.113.7",
        status: 401,
        count: 4,
        first: "2026-05-04T08:00:01Z",
        last: "2026-05-04T08:00:04Z",
        "distinct(path)": 4,
      },
    ]);
  });

  test("bytes add up, networks and absences are asked as ever", async () => {
    const sums = await ask(
      "where: { ip: { inCidr: 203.0.113.0/24 } }\nby: [consumer]\nmeasure: [sum(bytesOut)]",
    );
    expect(sums.rows[0]).toMatchObject({
      consumer: "mobile-app",
      count: 5,
      "sum(bytesOut)": 4 * 2048 + 5000,
    });
    expect((await ask("where: { key: { exists: false } }")).rows).toHaveLength(2);
    expect((await ask("where: { key: { not: nobody } }")).rows).toHaveLength(5);
    expect((await ask("where: { gatewayError: exit }")).rows).toHaveLength(4);
  });

  test("a request that was delivered twice counts once", async () => {
    await put("again.log", tellings.kong(at(6, { consumer: "batch", keyId: undefined, bytesOut: 10 })));
    const answer = await ask("where: { consumer: batch }");
    expect(answer.rows).toHaveLength(2);
    expect(answer.completeness.duplicatesDropped).toBe(1);
  });

  test("a client that sends one request id for all its requests hides none", async () => {
    const same = [10, 11, 12].map((second) => at(second, { requestId: "mine", ip: "203.0.113.99" }));
    await put("envoy.log", same.map(tellings["envoy-text"]).join("\n"));
    expect((await ask("where: { ip: 203.0.113.99 }")).rows).toHaveLength(3);
  });

  test("trusted proxies are looked through", async () => {
    await put("envoy.log", tellings["envoy-text"](at(20, { ip: "10.9.9.9, 198.51.100.77,192.0.2.1" })));
    const query = "where: { proxy: envoy }\nshow: [ip]";
    expect((await ask(query)).rows).toEqual([{ ip: "192.0.2.1" }]);
    expect((await ask(query, { trustedProxies: ["192.0.2.0/24"] })).rows).toEqual([{ ip: "198.51.100.77" }]);
  });

  test("CloudTrail's fields are not asked of access logs in silence", () => {
    expect(() => asked("where: { eventName: GetUser }\nby: [awsRegion]")).toThrow(
      /q\.yml:2: where › eventName: Access logs have no "eventName"\. They have ip, key, /,
    );
  });
});

test("a cancelled question stops", async () => {
  await put("a.log", lines.join("\n"));
  const engine = createAccessLogArchive({
    folders: [{ folder, format: "auto", trustedProxies: [] }],
    now: () => new Date(),
  });
  const controller = new AbortController();
  const reason = new Error("cancelled");
  controller.abort(reason);
  await expect(
    engine.ask(asked("show: [ip]"), { signal: controller.signal, progress: () => {} }),
  ).rejects.toBe(reason);
});

test("the plan gives a command for each folder that asks the same", () => {
  const folders = [
    { folder: "/logs/kong", format: "kong" as const, trustedProxies: ["192.0.2.0/24"] },
    { folder: "/logs/envoy", format: "auto" as const, trustedProxies: [] },
  ];
  const { command } = createAccessLogArchive({ folders, now: () => new Date() }).plan(
    asked("where: { ip: 203.0.113.7 }"),
  );
  expect(command).toContain(
    "cairn query --archive /logs/kong --account 111122223333 --format kong --trusted-proxy 192.0.2.0/24 --from 2026-05-04T08:00:00.000Z",
  );
  expect(command).toContain("cairn query --archive /logs/envoy --account 111122223333 --format auto --from");
});
