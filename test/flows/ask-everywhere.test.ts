import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CairnError, UnavailableError } from "../../src/domain/errors.ts";
import { bindQuery } from "../../src/domain/query/bind.ts";
import { completenessOf, describeCompleteness } from "../../src/domain/query/completeness.ts";
import { createEvaluation } from "../../src/domain/query/evaluate.ts";
import { literalFill } from "../../src/domain/query/fill.ts";
import { queryForm } from "../../src/domain/query/form.ts";
import type { Query, QueryProgress } from "../../src/domain/query/query.ts";
import type { RunTarget } from "../../src/domain/run/run.ts";
import type { QueryEngine } from "../../src/flows/ports.ts";
import { askEverywhere } from "../../src/flows/runs/ask-everywhere.ts";

const start = Date.UTC(2026, 4, 4, 8);
const window = { from: new Date(start), to: new Date(start + 3_600_000) };
const ids = ["111122223333", "444455556666", "777788889999"];
const targetsOf = (accounts: readonly string[]): RunTarget[] =>
  accounts.map((account) => ({ account, regions: ["eu-central-1"], engine: "log-group" }));
const query = (form: object): Query =>
  bindQuery(queryForm.parse({ from: "cloudtrail", ...form }), literalFill);
const question = (asked: Query) => ({ query: asked, window, askedBy: { name: "responder" } });
const still = { signal: new AbortController().signal, progress() {} };

/** Gives an account's records page by page, a turn of the event loop apart, as an engine of AWS does. */
const engineOf = (pages: readonly (readonly object[])[], fails?: Error): QueryEngine => ({
  name: "log-group",
  plan: () => {
    throw new Error("not planned here");
  },
  async ask(request, { evaluate = createEvaluation, progress, leg = () => {} }) {
    const place = { engine: "log-group", account: request.account, region: "eu-central-1" } as const;
    const evaluation = evaluate(request.query, request.window);
    leg({ ...place, state: "running" });
    for (const [at, page] of pages.entries()) {
      await Promise.resolve();
      for (const record of page) evaluation.add(record);
      progress({ pagesRead: at + 1, ...evaluation.progress() }, () => evaluation.result());
    }
    if (fails) throw fails;
    leg({ ...place, state: "done" });
    const { columns, rows, rowsBeforeLimit, ...found } = evaluation.result();
    const reach = { engine: "log-group", accounts: [request.account], regions: request.regions } as const;
    return {
      columns,
      rows,
      rowsBeforeLimit,
      completeness: completenessOf({
        ...reach,
        accounts: [...reach.accounts],
        window,
        pagesRead: pages.length,
        evaluation: found,
        legs: [{ ...place, state: "done" }],
        now: new Date(start + 86_400_000),
      }),
    };
  },
});

const record = (id: string, minute: number, more: object) => ({
  eventID: id,
  eventTime: new Date(start + minute * 60_000).toISOString(),
  eventSource: "ec2.amazonaws.com",
  ...more,
});

const someRecord = fc
  .record({
    // Few ids, so that several accounts hold the same event.
    id: fc.integer({ min: 0, max: 40 }),
    minute: fc.integer({ min: -3, max: 63 }),
    name: fc.constantFrom("RunInstances", "StopInstances", "GetObject"),
    ip: fc.constantFrom("192.0.2.1", "192.0.2.2", "ec2.amazonaws.com"),
    bytes: fc.integer({ min: 0, max: 9 }),
  })
  // An event is the same wherever it is found.
  .map(({ id, minute, name, ip, bytes }) => {
    const seed = id * 7 + 3;
    return record(`e-${id}`, id < 20 ? seed % 60 : minute, {
      eventName: id < 20 ? "RunInstances" : name,
      sourceIPAddress: id < 20 ? "192.0.2.1" : ip,
      requestID: `r-${id % 5}`,
      additionalEventData: { bytesTransferredOut: id < 20 ? 3 : bytes },
    });
  });

const someQuery = fc
  .record({
    where: fc.constantFrom({}, { eventName: "*Instances" }, { sourceIPAddress: { not: "192.0.2.2" } }),
    grouped: fc.boolean(),
    per: fc.constantFrom(undefined, "5m"),
    order: fc.constantFrom(undefined, "-count", "first", "-sourceIPAddress"),
    limit: fc.integer({ min: 1, max: 12 }),
    services: fc.constantFrom("hide", "show"),
  })
  .map(({ grouped, per, order, where, limit, services }) =>
    query(
      grouped
        ? {
            where,
            by: ["eventName", "sourceIPAddress"],
            measure: ["distinct(requestID)", "sum(additionalEventData.bytesTransferredOut)"],
            ...(per && { per }),
            ...(order && { order }),
            limit,
            services,
          }
        : {
            where,
            show: ["eventTime", "eventName", "sourceIPAddress"],
            order: "-eventTime",
            limit,
            services,
          },
    ),
  );

test("several accounts give exactly what one evaluation of all their records gives", async () => {
  await fc.assert(
    fc.asyncProperty(
      someQuery,
      fc.array(fc.array(fc.array(someRecord, { maxLength: 12 }), { maxLength: 3 }), {
        minLength: 2,
        maxLength: 3,
      }),
      async (asked, accounts) => {
        // Which of two records of one id counts is the first that was seen; so ids tell what a record says.
        const unique = new Map<string, object>();
        const pagesOf = accounts.map((pages) =>
          pages.map((page) =>
            page.map((each) => {
              const known = unique.get(each.eventID) ?? each;
              unique.set(each.eventID, known);
              return known;
            }),
          ),
        );
        const expected = createEvaluation(asked, window);
        for (const each of pagesOf.flat(2)) expected.add(each);
        const used = ids.slice(0, pagesOf.length);
        const enginesFor = (account: string) => [engineOf(pagesOf[ids.indexOf(account)] ?? [])];
        const answer = await askEverywhere({ enginesFor }, targetsOf(used), question(asked), still);
        const {
          rows,
          rowsBeforeLimit,
          columns,
          scanned,
          matched,
          duplicatesDropped,
          servicesHidden,
          newestEvent,
        } = expected.result();
        expect(answer).toMatchObject({ rows, rowsBeforeLimit, columns });
        expect(answer.completeness).toMatchObject({
          accounts: used,
          scanned,
          matched,
          duplicatesDropped,
          servicesHidden,
        });
        expect(answer.completeness.newestEvent).toEqual(newestEvent);
      },
    ),
    { numRuns: 150 },
  );
});

describe("of two accounts one of which AWS denies", () => {
  const denied = new CairnError("aws_access_denied", "AWS denied logs:FilterLogEvents.");
  const enginesFor = (account: string) =>
    account === ids[0]
      ? [engineOf([[record("e-1", 5, { eventName: "RunInstances" })]])]
      : [engineOf([[record("e-2", 6, { eventName: "RunInstances" })]], denied)];
  const asked = question(query({ where: { eventName: "RunInstances" }, show: ["eventTime"] }));

  test("the other still answers, what was read before counts, and the answer is not called whole", async () => {
    const { rows, completeness } = await askEverywhere(
      { enginesFor },
      targetsOf(ids.slice(0, 2)),
      asked,
      still,
    );
    expect(rows).toHaveLength(2);
    expect(completeness.matched).toBe(2);
    expect(completeness.legs).toMatchObject([
      { account: ids[0], state: "done" },
      { account: ids[1], state: "failed", why: "AWS denied logs:FilterLogEvents." },
    ]);
    const told = describeCompleteness(completeness);
    expect(told[0]).toContain("not complete: 1 of 2 parts is missing: eu-central-1, account 444455556666");
    expect(told[1]).toBe("Missing: eu-central-1, account 444455556666. AWS denied logs:FilterLogEvents.");
  });

  test("both denied, the question fails with AWS's words", async () => {
    const both = () => [engineOf([], denied)];
    const all = askEverywhere({ enginesFor: both }, targetsOf(ids.slice(0, 2)), asked, still);
    await expect(all).rejects.toThrow("AWS denied logs:FilterLogEvents.");
  });

  test("what may pass is tried again when nobody answered", async () => {
    const engines = (account: string) => [
      engineOf([], account === ids[0] ? denied : new UnavailableError("AWS is busy.")),
    ];
    const all = askEverywhere({ enginesFor: engines }, targetsOf(ids.slice(0, 2)), asked, still);
    await expect(all).rejects.toMatchObject({ retryable: true });
  });

  test("a fault of ours ends all of them", async () => {
    const engines = () => [engineOf([], new TypeError("a bug"))];
    const all = askEverywhere({ enginesFor: engines }, targetsOf(ids.slice(0, 2)), asked, still);
    await expect(all).rejects.toThrow(TypeError);
  });
});

test("an account that nobody can ask is missing from the start", async () => {
  const [first, second] = targetsOf(ids.slice(0, 2));
  if (!first || !second) throw new Error("two accounts");
  const targets = [first, { ...second, engine: null, refused: "No engine can answer this." }];
  const enginesFor = () => [engineOf([[record("e-1", 5, {})]])];
  const asked = question(query({ where: {}, show: ["eventTime"] }));
  const { completeness } = await askEverywhere({ enginesFor }, targets, asked, still);
  expect(completeness.legs).toMatchObject([
    { state: "done" },
    { account: ids[1], state: "failed", why: "No engine can answer this." },
  ]);
});

test("progress adds up, says how each part stands, and shows first rows of all", async () => {
  const told: { progress: QueryProgress; rows: number }[] = [];
  const enginesFor = (account: string) => [
    engineOf(
      account === ids[0]
        ? [[record("e-1", 5, {})], [record("e-2", 6, {})]]
        : [[record("e-1", 5, {}), record("e-3", 7, {})]],
    ),
  ];
  const asked = question(query({ where: {}, show: ["eventTime"] }));
  await askEverywhere({ enginesFor }, targetsOf(ids.slice(0, 2)), asked, {
    ...still,
    progress: (progress, preview) => told.push({ progress, rows: preview?.().rows.length ?? 0 }),
  });
  const last = told.at(-1);
  expect(last?.progress).toMatchObject({
    pagesRead: 3,
    matched: 3,
    legs: [{ state: "done" }, { state: "done" }],
  });
  expect(last?.rows).toBe(3);
  expect(told[0]?.progress.legs).toMatchObject([{ state: "running" }, { state: "waiting" }]);
});

test("a cancel ends every account at once, with its own reason", async () => {
  const controller = new AbortController();
  const reason = new CairnError("run_lost", "cancelled");
  const enginesFor = (): QueryEngine[] => [
    {
      ...engineOf([]),
      ask: (_request, { signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    },
  ];
  const asked = question(query({ where: {}, show: ["eventTime"] }));
  const all = askEverywhere({ enginesFor }, targetsOf(ids), asked, { ...still, signal: controller.signal });
  controller.abort(reason);
  await expect(all).rejects.toBe(reason);
});
