import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { alarmKey } from "../../src/domain/alarm/alarm.ts";
import { ConflictError, NotFoundError } from "../../src/domain/errors.ts";
import { chainFault, rowsHash } from "../../src/domain/timeline/audit.ts";
import type { OutboxRow, Show, Store, Tx } from "../../src/flows/ports.ts";
import { createBudget } from "../../src/store/budget.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createTurns } from "../../src/store/database/turns.ts";
import { createStore } from "../../src/store/store.ts";
import { ask, quiet, useDatabase } from "./postgres.ts";
import { alarm, at, draft, query, responder, run, step } from "./store-samples.ts";

const database = useDatabase();
let pool: pg.Pool;
let store: Store;
const now = at("03:00:00");

beforeAll(async () => {
  pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 10 });
  store = createStore({ pool, newId: randomUUID, clock: () => now, destinations: ["slack", "events"] });
});
afterAll(() => pool.end());

const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => store.transaction(work);
const opened = (changes = {}) => inTx((tx) => tx.insertIncident(draft(changes)));
const keep = (key: string, body = "{}") =>
  inTx(async (tx) => (await tx.keepMessages([{ source: "sqs", transportKey: key, body }], now))[0]);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("the inbox", () => {
  test("keeps a message once, whatever bytes and however long a key it has", async () => {
    const key = `sqs:${"k".repeat(10_000)}\0`;
    const body = `{"name":"\u0000 é \ud83d\ude00"}`;
    expect(await keep(key, body)).toBe("new");
    expect(await keep(key, "other")).toBe("seen");
    const kept = (await store.inbox({ state: "new" })).find(({ transportKey }) =>
      transportKey.startsWith("sqs:kkk"),
    );
    expect(kept).toMatchObject({
      body,
      source: "sqs",
      state: "new",
      attempts: 0,
      error: null,
      receivedAt: now,
    });
  });

  test("gives a message to one taker at a time", async () => {
    await Promise.all([keep("a1"), keep("a2")]);
    const taken = await inTx(async (tx) => {
      const mine = await tx.claimInbox(1_000);
      const theirs = await inTx((other) => other.claimInbox(1_000));
      expect(theirs).toEqual([]);
      for (const { id } of mine) await tx.settleInbox(id, "done");
      return mine.map(({ transportKey }) => transportKey);
    });
    expect(taken).toEqual(expect.arrayContaining(["a1", "a2"]));
    expect(await inTx((tx) => tx.claimInbox(10))).toEqual([]);
  });

  test("tries a message that failed after those that did not", async () => {
    await keep("poison");
    const [poison] = await inTx((tx) => tx.claimInbox(1));
    await inTx((tx) => tx.settleInbox(poison!.id, "new", "cannot be read\0"));
    await keep("fresh");
    const claimed = await inTx((tx) => tx.claimInbox(2));
    expect(claimed.map(({ transportKey, attempts }) => [transportKey, attempts])).toEqual([
      ["fresh", 0],
      ["poison", 1],
    ]);
    await inTx((tx) => tx.settleInbox(poison!.id, "dead", "gave up"));
    const [dead] = await store.inbox({ state: "dead" });
    expect(dead).toMatchObject({ transportKey: "poison", attempts: 2, error: "gave up" });
    await inTx((tx) => tx.reviveInbox(poison!.id));
    expect((await inTx((tx) => tx.claimInbox(1)))[0]).toMatchObject({ attempts: 0, error: null });
    for (const { id } of claimed) await inTx((tx) => tx.settleInbox(id, "done"));
  });
});

describe("incidents", () => {
  test("come back as they were kept", async () => {
    const full = draft({
      title: "<!channel> \0 ‮",
      state: "acknowledged",
      groupKey: "account=111122223333|alarm=x",
      commander: { id: "U2", name: "lead" },
      acknowledgedAt: at("02:50:00.007"),
      acknowledgedBy: responder,
      alarm: alarm({ description: "nul \0 and half \ud800", tags: { __proto__x: "1" } }),
      counts: { alarms: 3, firing: 2, transitions: 9, reopened: 1 },
      storm: true,
      snoozed: { until: at("03:41:00.123"), by: responder, reason: "known" },
      runbook: { id: "access-key-compromise", hash: "h" },
      nextStep: "who",
    });
    const kept = await opened(full);
    expect(kept).toEqual({
      ...full,
      title: "<!channel> \uFFFD ‮",
      number: expect.any(Number),
      version: 1,
      private: false,
    });
    expect(await store.incident(kept.id)).toEqual(kept);
    expect(await store.incidentByNumber(kept.number)).toEqual(kept);
    expect(await store.incidentByNumber(999_999_999_999)).toBeUndefined();
    expect(await store.incident("unknown")).toBeUndefined();
  });

  const homeOf = async (tx: Tx, group: string) => {
    await tx.lockGroup(group);
    const known = await tx.incidentOfGroup(group, "open");
    if (known) return { incident: known, opened: false };
    return { incident: await tx.insertIncident(draft({ groupKey: group })), opened: true };
  };

  test("two alarms of one group at once open one incident", async () => {
    const group = `group ${"g".repeat(10_000)}`;
    const outcomes = await Promise.all([
      inTx(async (tx) => {
        const first = await homeOf(tx, group);
        await pause(200);
        return first;
      }),
      ...Array.from({ length: 9 }, async () => {
        await pause(50);
        return inTx((tx) => homeOf(tx, group));
      }),
    ]);
    expect(outcomes.filter((each) => each.opened)).toHaveLength(1);
    expect(new Set(outcomes.map((each) => each.incident.id)).size).toBe(1);
  });

  test("the newest incident of a group is found, open or not, and only one of them may be open", async () => {
    expect(await inTx((tx) => tx.incidentOfGroup("quiet", "any"))).toBeUndefined();
    const first = await inTx((tx) => homeOf(tx, "quiet"));
    await inTx(async (tx) => {
      const incident = await tx.lockIncident(first.incident.id);
      await tx.saveIncident({ ...incident, state: "resolved", resolvedAt: now });
    });
    expect(await inTx((tx) => tx.incidentOfGroup("quiet", "open"))).toBeUndefined();
    expect(await inTx((tx) => tx.incidentOfGroup("quiet", "any"))).toMatchObject({ id: first.incident.id });
    const second = await inTx((tx) => homeOf(tx, "quiet"));
    expect(second).toMatchObject({ opened: true, incident: { groupKey: "quiet" } });
    const reopened = inTx(async (tx) => {
      const incident = await tx.lockIncident(first.incident.id);
      await tx.saveIncident({ ...incident, state: "open" });
    });
    await expect(reopened).rejects.toThrow(ConflictError);
  });

  test("a change waits for the one before it, and none is lost", async () => {
    const { id } = await opened();
    await Promise.all(
      Array.from({ length: 10 }, () =>
        inTx(async (tx) => {
          const incident = await tx.lockIncident(id);
          await tx.saveIncident({ ...incident, title: `${incident.title}+` });
        }),
      ),
    );
    expect(await store.incident(id)).toMatchObject({
      title: `unauthorised-calls${"+".repeat(10)}`,
      version: 11,
    });
  });

  test("saving one without its lock is refused, and so is locking an unknown one", async () => {
    const incident = await opened();
    await expect(inTx((tx) => tx.saveIncident(incident))).rejects.toThrow("without its lock");
    await expect(inTx((tx) => tx.lockIncident("unknown"))).rejects.toThrow(NotFoundError);
    await expect(
      inTx((tx) => tx.record("unknown", { actor: responder, action: "note.add" }, now)),
    ).rejects.toThrow(NotFoundError);
  });

  test("are listed newest first, by channel and state, and found by their thread", async () => {
    const [one, two, three] = [
      await opened({ channel: "C-list" }),
      await opened({ channel: "C-list", state: "resolved" }),
      await opened({ channel: "C-list" }),
    ];
    const ids = async (filter: Parameters<Store["incidents"]>[0]) =>
      (await store.incidents(filter)).map(({ id }) => id);
    expect(await ids({ channel: "C-list" })).toEqual([three.id, two.id, one.id]);
    expect(await ids({ channel: "C-list", state: "open" })).toEqual([three.id, one.id]);
    expect(await ids({ channel: "C-list", limit: 1 })).toEqual([three.id]);

    await inTx((tx) => tx.saveShown(one.id, "root", { channel: "C-list", ts: "1.1" }));
    await inTx((tx) => tx.saveShown(two.id, "step:who", { channel: "C-list", ts: "2.2", threadTs: "1.1" }));
    expect((await store.incidentByThread("C-list", "1.1"))?.id).toBe(one.id);
    expect(await store.incidentByThread("C-list", "2.2")).toBeUndefined();
    expect(await store.shown(two.id, "step:who")).toEqual({ channel: "C-list", ts: "2.2", threadTs: "1.1" });
    await inTx((tx) => tx.saveShown(one.id, "root", { channel: "C-list", ts: "3.3" }));
    expect(await store.shown(one.id, "root")).toEqual({ channel: "C-list", ts: "3.3" });
    await inTx((tx) => tx.saveShown(one.id, "entry:2", { channel: "C-list", ts: "2.5", threadTs: "3.3" }));
    expect(await store.allShown(one.id)).toEqual([
      { key: "entry:2", channel: "C-list", ts: "2.5", threadTs: "3.3" },
      { key: "root", channel: "C-list", ts: "3.3" },
    ]);
    await inTx((tx) => tx.forgetShown(one.id, "root"));
    expect(await store.shown(one.id, "root")).toBeUndefined();
  });

  test("a transition counts once, by whatever path and however often it comes", async () => {
    await keep("t1");
    const [message] = await inTx((tx) => tx.claimInbox(1));
    const once = (one: ReturnType<typeof alarm>) => inTx((tx) => tx.transitionOnce(one, message!.id));
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => once(alarm({ name: "n".repeat(10_000) }))),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await once(alarm({ state: "OK" }))).toBe(true);
    expect(await once(alarm({ at: at("02:41:00.124") }))).toBe(true);
    expect(await once(alarm({ contributor: { id: "c", attributes: {} } }))).toBe(true);
    await inTx((tx) => tx.settleInbox(message!.id, "done"));
  });

  test("transitions that came before their incident are told in their order, and only until one has them", async () => {
    const { id } = await opened();
    const name = "early";
    const [first, second] = [
      alarm({ name, arn: `${alarm().arn}-early`, state: "OK", at: at("02:45:00.000") }),
      alarm({ name, arn: `${alarm().arn}-early`, state: "ALARM", at: at("02:50:00.000") }),
    ];
    const waiting = (after: Date) => inTx((tx) => tx.unplacedTransitions(alarmKey(first), after));
    await inTx(async (tx) => {
      await tx.transitionOnce(second, undefined);
      await tx.transitionOnce(first, undefined);
    });
    expect(await waiting(at("02:40:00.000"))).toEqual([
      { state: "OK", at: first.at },
      { state: "ALARM", at: second.at },
    ]);
    expect(await waiting(first.at)).toEqual([{ state: "ALARM", at: second.at }]);
    await inTx((tx) => tx.placeTransition(first, id));
    expect(await waiting(at("02:40:00.000"))).toEqual([{ state: "ALARM", at: second.at }]);
  });
});

describe("the timeline", () => {
  test("is one unbroken chain after fifty entries at once", async () => {
    const { id } = await opened();
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        inTx((tx) =>
          tx.record(
            id,
            {
              actor: { ...responder, roles: ["lead"] } as typeof responder,
              action: "note.add",
              body: { text: `note ${index} \0 \ud800 😀`, z: 1e21, a: [null, -0, { b: true }] },
            },
            new Date(now.getTime() + index),
          ),
        ),
      ),
    );
    const entries = await store.timeline(id);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(chainFault(entries)).toBeUndefined();
    expect(entries[0]?.actor).toEqual(responder);
    const audit = await ask(database.url, `select action, outcome from audit where incident_id = '${id}'`);
    expect(audit).toHaveLength(50);
    expect(audit[0]).toEqual({ action: "note.add", outcome: "allowed" });
  });

  test("refuses to be changed, by anybody, and shows it when somebody finds a way", async () => {
    const { id } = await opened();
    await inTx((tx) => tx.record(id, { actor: responder, action: "note.add", body: { text: "true" } }, now));
    await inTx((tx) =>
      tx.audit(
        { actor: responder, action: "run.request", outcome: "refused", incidentId: id, detail: "why" },
        now,
      ),
    );
    for (const sql of [
      `update timeline set body = '{}' where incident_id = '${id}'`,
      `delete from timeline where incident_id = '${id}'`,
      "truncate timeline",
      `update audit set detail = 'x' where incident_id = '${id}'`,
      `delete from audit where incident_id = '${id}'`,
      "truncate audit",
    ])
      await expect(ask(database.url, sql), sql).rejects.toThrow("append-only");
    await ask(
      database.url,
      `alter table timeline disable trigger user;
       update timeline set body = '{"text":"false"}' where incident_id = '${id}';
       alter table timeline enable trigger user`,
    );
    expect(chainFault(await store.timeline(id))).toMatch("Entry 1 was changed");
  });

  test("an entry of a transaction that fails was never written", async () => {
    const { id } = await opened();
    const failed = inTx(async (tx) => {
      await tx.record(id, { actor: responder, action: "note.add" }, now);
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect(await store.timeline(id)).toEqual([]);
    await inTx((tx) => tx.record(id, { actor: responder, action: "note.add" }, now));
    expect(chainFault(await store.timeline(id))).toBeUndefined();
  });
});

describe("steps", () => {
  test("of two clicks on the same version one wins", async () => {
    const { id } = await opened();
    await inTx((tx) => tx.insertStep(step(id)));
    const clicks = await Promise.all(
      Array.from({ length: 10 }, () => inTx((tx) => tx.saveStep(step(id, { state: "queued" }), 1))),
    );
    expect(clicks.filter(Boolean)).toHaveLength(1);
    expect(await store.step(id, "who")).toMatchObject({ state: "queued", version: 2 });
    expect(await inTx((tx) => tx.saveStep(step(id), 1))).toBe(false);
    await expect(inTx((tx) => tx.insertStep(step(id)))).rejects.toThrow(ConflictError);
  });

  test("come back in order, with their answers", async () => {
    const { id } = await opened();
    const answered = step(id, {
      stepId: "ask",
      position: 1,
      state: "done",
      answer: { value: "mine", by: responder, at: at("02:59:00.009") },
    });
    await inTx((tx) => tx.insertStep(step(id, { position: 2 })));
    await inTx((tx) => tx.insertStep(answered));
    expect((await store.steps(id)).map(({ stepId }) => stepId)).toEqual(["ask", "who"]);
    expect(await store.step(id, "ask")).toEqual(answered);
    expect(await store.step(id, "other")).toBeUndefined();
  });

  test("keep who has them and why they were left out; a claim makes no button out of date", async () => {
    const { id } = await opened();
    await inTx((tx) => tx.insertStep(step(id)));
    const claimed = { by: responder, at: at("02:50:00.001") };
    await inTx((tx) => tx.saveClaim(step(id), claimed));
    expect(await store.step(id, "who")).toMatchObject({ claimed, version: 1 });
    const skipped = { by: responder, at: at("02:51:00.002"), reason: "The owner called." };
    expect(await inTx((tx) => tx.saveStep(step(id, { state: "skipped", skipped }), 1))).toBe(true);
    expect(await store.step(id, "who")).toMatchObject({ claimed, skipped, version: 2 });
    await inTx((tx) => tx.saveClaim(step(id), null));
    expect((await store.step(id, "who"))?.claimed).toBeNull();
  });

  test("that wait too long are found, others are not", async () => {
    const { id } = await opened();
    const waiting = { state: "waiting" as const };
    await inTx((tx) =>
      tx.insertStep(step(id, { ...waiting, stepId: "late", expiresAt: at("02:59:59.999") })),
    );
    await inTx((tx) =>
      tx.insertStep(step(id, { ...waiting, stepId: "early", expiresAt: at("03:00:00.001") })),
    );
    await inTx((tx) => tx.insertStep(step(id, { stepId: "done", state: "done", expiresAt: at("01:00:00") })));
    const expired = async () => {
      const steps = await inTx((tx) => tx.expiredSteps(now));
      return steps.filter(({ incidentId }) => incidentId === id).map(({ stepId }) => stepId);
    };
    expect(await expired()).toEqual(["late"]);
    await inTx(async (tx) =>
      tx.saveIncident({ ...(await tx.lockIncident(id)), state: "resolved", resolvedAt: now }),
    );
    expect(await expired()).toEqual([]);
  });

  test("leave facts as typed as they were set", async () => {
    const { id } = await opened();
    const facts = {
      "alarm.at": { value: at("02:41:00.123"), from: "alarm" },
      window: { value: { from: at("01:00:00"), to: at("02:00:00") }, from: "input" },
      keys: { value: ["AKIAIOSFODNN7EXAMPLE"], from: "step:who" },
      count: { value: 3, from: "step:who" },
      no: { value: null, from: "step:who" },
      yes: { value: true, from: "step:who" },
    };
    await inTx((tx) => tx.setFacts(id, { ...facts, count: { value: 1, from: "alarm" } }));
    await inTx((tx) => tx.setFacts(id, facts));
    expect(await store.facts(id)).toEqual(facts);
    expect(await store.facts("unknown")).toEqual({});
  });
});

describe("runs", () => {
  const queued = async (changes = {}) => {
    const { id } = await opened();
    const one = run(id, changes);
    await inTx((tx) => tx.insertRun(one));
    return one;
  };

  const leg = {
    engine: "event-history" as const,
    account: "111122223333",
    region: "eu-west-1",
    state: "done" as const,
  };

  test("come back as they were kept, times and all", async () => {
    const one = await queued();
    expect(await store.run(one.id)).toEqual(one);
    const done = {
      ...one,
      state: "done" as const,
      endedAt: now,
      progress: {
        pagesRead: 1,
        scanned: 2,
        matched: 3,
        newestEvent: at("02:44:00"),
        legs: [leg],
        preview: { columns: ["eventName"], rows: [{ eventName: "ListUsers" }] },
      },
      completeness: {
        engine: "event-history" as const,
        accounts: ["111122223333"],
        regions: ["eu-west-1"],
        window: one.window,
        pagesRead: 1,
        scanned: 2,
        matched: 3,
        duplicatesDropped: 0,
        servicesHidden: 0,
        newestEvent: at("02:44:00.001"),
        settlesAt: at("03:00:00"),
        settled: false,
        notes: [],
        legs: [leg, { ...leg, region: "us-east-1", state: "failed" as const, why: "AWS denied it." }],
        reused: { incident: "INC-1", by: "on-call", ageSeconds: 40 },
      },
      findings: [{ stepId: "who", level: "warning" as const, say: [{ author: "2" }], eventIds: [] }],
    };
    expect(await inTx((tx) => tx.saveRun(done))).toBe(true);
    expect(await store.run(one.id)).toEqual(done);
    expect((await store.run(one.id))?.query).toEqual(query);
    expect((await store.runs(one.incidentId)).map(({ id }) => id)).toEqual([one.id]);
  });

  test("one that takes another's answer is given to nobody until that one has ended", async () => {
    const first = await queued();
    const second = await queued({ sharedRun: first.id });
    expect(await inTx((tx) => tx.claimRun(second.id, 60_000))).toBeUndefined();
    const idle = () => inTx((tx) => tx.idleRuns(-1_000)).then((runs) => runs.map(({ id }) => id));
    expect(await idle()).toContain(first.id);
    expect(await idle()).not.toContain(second.id);
    expect((await store.waitingFor(first.id)).map(({ id }) => id)).toEqual([second.id]);
    await inTx((tx) => tx.saveRun({ ...first, state: "cancelled", endedAt: now }));
    expect(await idle()).toContain(second.id);
    expect(await inTx((tx) => tx.claimRun(second.id, 60_000))).toMatchObject({ place: null });
  });

  test("of one question are looked for by one transaction at a time", async () => {
    const questionKey = randomUUID();
    const join = () =>
      inTx(async (tx) => {
        const { id } = await tx.insertIncident(draft());
        const [known] = await tx.runsAskingTheSame(questionKey, now);
        await pause(20);
        await tx.insertRun(run(id, { questionKey, sharedRun: known?.id ?? null }));
        return known?.id;
      });
    const joined = await Promise.all(Array.from({ length: 5 }, join));
    expect(joined.filter((id) => id === undefined)).toHaveLength(1);
    expect(new Set(joined)).toHaveProperty("size", 2);
  });

  test("a cancel is heard by every process", async () => {
    const heard = vi.fn();
    const stop = store.onNews("cancel", heard);
    // Everybody is woken once when the line stands.
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
    const one = await queued();
    await inTx((tx) => tx.saveRun({ ...one, state: "cancelled", endedAt: now }));
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
    stop();
  });

  test("one of many workers gets a run; the others none", async () => {
    const one = await queued();
    const claims = await Promise.all(
      Array.from({ length: 10 }, () => inTx((tx) => tx.claimRun(one.id, 60_000))),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await store.run(one.id)).toMatchObject({ state: "running", attempt: 1, startedAt: now });
    expect(await inTx((tx) => tx.claimRun("unknown", 1))).toBeUndefined();
  });

  test("a run whose worker is gone goes on as the next attempt, and the old one's answer is not taken", async () => {
    const one = await queued();
    const zombie = await inTx((tx) => tx.claimRun(one.id, 1));
    await pause(20);
    expect((await inTx((tx) => tx.idleRuns(60_000))).map(({ id }) => id)).toContain(one.id);
    const heir = await inTx((tx) => tx.claimRun(one.id, 60_000));
    expect(heir).toMatchObject({ attempt: 2 });
    expect(await inTx((tx) => tx.renewRun(zombie!, 60_000))).toBe(false);
    expect(await inTx((tx) => tx.saveRun({ ...zombie!, state: "done" }))).toBe(false);
    const progress = { pagesRead: 4, scanned: 5, matched: 6, oldestEvent: at("01:00:00") };
    expect(await inTx((tx) => tx.renewRun({ ...heir!, progress }, 60_000))).toBe(true);
    expect((await store.run(one.id))?.progress).toEqual(progress);
    expect(await inTx((tx) => tx.saveRun({ ...heir!, state: "done" }))).toBe(true);
    expect(await inTx((tx) => tx.saveRun({ ...heir!, state: "failed" }))).toBe(false);
    expect(await inTx((tx) => tx.claimRun(one.id, 1))).toBeUndefined();
  });

  test("a worker learns that its run was cancelled", async () => {
    const one = await queued();
    const mine = await inTx((tx) => tx.claimRun(one.id, 60_000));
    await inTx((tx) => tx.saveRun({ ...mine!, state: "cancelled", cancelledBy: responder }));
    expect(await inTx((tx) => tx.renewRun(mine!, 60_000))).toBe(false);
    expect(await inTx((tx) => tx.saveRun({ ...mine!, state: "done" }))).toBe(false);
    expect(await store.run(one.id)).toMatchObject({ state: "cancelled", cancelledBy: responder });
  });

  test("a run waits in the queue for a while before it counts as idle", async () => {
    const one = await queued();
    const idle = async (ms: number) => (await inTx((tx) => tx.idleRuns(ms))).some(({ id }) => id === one.id);
    expect(await idle(60_000)).toBe(false);
    await pause(20);
    expect(await idle(10)).toBe(true);
    const claimed = await inTx((tx) => tx.claimRun(one.id, 60_000));
    expect(await idle(10)).toBe(false);
    await inTx((tx) => tx.saveRun({ ...claimed!, state: "queued" }));
    expect(await idle(60_000)).toBe(false);
  });

  test("keep their rows exactly, so that the hash can be derived again", async () => {
    const one = await queued();
    const columns = ["principal", "count"];
    const rows = Array.from({ length: 1_000 }, (_, count) => ({ principal: `r\0le \ud800 ${count}`, count }));
    await inTx((tx) => tx.keepRows(one.id, { columns, rows }));
    const kept = await store.rows(one.id);
    expect(kept).toEqual({ columns, rows });
    expect(rowsHash(kept!.columns, kept!.rows)).toBe(rowsHash(columns, rows));
    expect(await store.rows("unknown")).toBeUndefined();
  });

  test("keep what was counted over time", async () => {
    const one = await queued();
    const shape = {
      from: "2026-03-01T01:00:00.000Z",
      widthSeconds: 60,
      ok: [1, 0],
      errors: [0, 2],
      top: [{ name: "deploy", counts: [1, 2] }],
    };
    await inTx((tx) => tx.keepRows(one.id, { columns: [], rows: [], shape }));
    expect((await store.rows(one.id))?.shape).toEqual(shape);
  });

  test("asked quietly are shared for good, whatever is saved of them then, and picked once they are answered", async () => {
    const { id } = await opened();
    const quiet = run(id, { stepId: null, quietFor: { id: "U1", name: "on-call" } });
    await inTx((tx) => tx.insertRun(quiet));
    expect((await store.run(quiet.id))?.quietFor).toEqual({ id: "U1", name: "on-call" });
    await inTx((tx) => tx.shareRuns(quiet.id));
    expect(await inTx((tx) => tx.saveRun({ ...quiet, state: "done", endedAt: at("02:50:00") }))).toBe(true);
    expect(await store.run(quiet.id)).toMatchObject({ state: "done", quietFor: null });
    const picked = { by: responder, at: at("02:51:00.001") };
    await inTx((tx) => tx.savePick(quiet.id, picked));
    expect((await store.run(quiet.id))?.picked).toEqual(picked);
  });
});

describe("the outbox", () => {
  /** Rows of other tests are taken out of the way first. */
  const fresh = async () => {
    await ask(database.url, "update outbox set state = 'dropped' where state in ('pending', 'sending')");
    return (await opened()).id;
  };
  const say = (show: Show) => inTx((tx) => tx.say(show));
  const claim = (holdMs = 60_000) => inTx((tx) => tx.claimOutbox("slack", holdMs));

  test("one message of a thread is under way at a time, in the order they were said", async () => {
    const incidentId = await fresh();
    const other = (await opened()).id;
    await say({ show: "incident", incidentId });
    await say({ show: "entry", incidentId, seq: 1 });
    await say({ show: "incident", incidentId: other });
    const first = await claim();
    expect(first).toMatchObject({
      show: { show: "incident", incidentId },
      tries: 1,
      unsure: false,
      lane: incidentId,
    });
    expect((await claim())?.show).toEqual({ show: "incident", incidentId: other });
    expect(await claim()).toBeUndefined();
    expect(await inTx((tx) => tx.settleOutbox(first!, "sent"))).toBe(true);
    expect((await claim())?.show).toEqual({ show: "entry", incidentId, seq: 1 });
  });

  test("of many senders one gets a row", async () => {
    const incidentId = await fresh();
    await say({ show: "incident", incidentId });
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim()));
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test("the same is not said twice while it waits, but again once it is on its way", async () => {
    const incidentId = await fresh();
    await say({ show: "step", incidentId, stepId: "who" });
    await say({ show: "step", stepId: "who", incidentId });
    const first = await claim();
    expect(await inTx((tx) => tx.settleOutbox(first!, "sent"))).toBe(true);
    expect(await claim()).toBeUndefined();

    await say({ show: "incident", incidentId });
    const under = await claim();
    await say({ show: "incident", incidentId });
    await inTx((tx) => tx.settleOutbox(under!, "sent"));
    expect(await claim()).toBeDefined();
  });

  test("what was changed while its message waited is shown by that message", async () => {
    const incidentId = await fresh();
    await say({ show: "incident", incidentId });
    await inTx(async (tx) => {
      await tx.say({ show: "incident", incidentId });
      // A sender that took the waiting row now would show the incident as it was before this transaction.
      expect(await claim()).toBeUndefined();
    });
    expect(await claim()).toBeDefined();
    expect(await claim()).toBeUndefined();
  });

  test("a row whose sender vanished comes again, marked as perhaps sent", async () => {
    const incidentId = await fresh();
    await say({ show: "incident", incidentId });
    const lost = await claim(1);
    await pause(20);
    const again = await claim();
    expect(again).toMatchObject({
      id: lost!.id,
      key: lost!.key,
      tries: 2,
      unsure: true,
      firstTry: lost!.firstTry,
    });
    expect(await inTx((tx) => tx.holdOutbox(lost!, 60_000))).toBe(false);
    expect(await inTx((tx) => tx.settleOutbox(lost!, "sent"))).toBe(false);
    expect(await inTx((tx) => tx.holdOutbox(again!, 60_000))).toBe(true);
  });

  test("a row that was certainly not sent waits its time and is sure again; one in doubt stays in doubt", async () => {
    const incidentId = await fresh();
    await say({ show: "incident", incidentId });
    const row = await claim();
    await inTx((tx) => tx.settleOutbox(row!, "pending", { waitMs: 100, error: "ratelimited\0" }));
    expect(await claim()).toBeUndefined();
    await pause(120);
    const again = await claim();
    expect(again).toMatchObject({ tries: 2, unsure: false });
    await inTx((tx) => tx.settleOutbox(again!, "sending", { waitMs: 1 }));
    await pause(20);
    expect(await claim()).toMatchObject({ tries: 3, unsure: true });
  });

  describe("an edit of the first message that somebody waits for", () => {
    const sayAhead = (incidentId: string) =>
      inTx((tx) => tx.say({ show: "incident", incidentId }, { ahead: true }));
    const posted = async () => {
      const incidentId = await fresh();
      await inTx((tx) => tx.saveShown(incidentId, "root", { channel: "C0INCIDENTS", ts: "1.1" }));
      for (const seq of [1, 2]) await say({ show: "entry", incidentId, seq });
      return incidentId;
    };
    const settle = (row: OutboxRow | undefined, state: "sent" | "pending" | "sending", waitMs = 60_000) =>
      inTx((tx) => tx.settleOutbox(row!, state, { waitMs }));

    test("goes before all replies that wait, one at a time, and these keep their order", async () => {
      const incidentId = await posted();
      await sayAhead(incidentId);
      const edit = await claim();
      expect(edit?.show).toEqual({ show: "incident", incidentId });
      expect(await claim()).toBeUndefined();
      await settle(edit, "sent");
      const first = await claim();
      expect(first?.show).toMatchObject({ seq: 1 });
      await settle(first, "sent");
      expect((await claim())?.show).toMatchObject({ seq: 2 });
    });

    test("goes ahead also when it waited in its turn already, and is one edit all the same", async () => {
      const incidentId = await posted();
      await inTx(async (tx) => {
        await tx.say({ show: "incident", incidentId });
        await tx.say({ show: "incident", incidentId }, { ahead: true });
      });
      await settle(await claim(), "sent");
      expect((await claim())?.show).toMatchObject({ seq: 1 });
    });

    test("waits for a reply that is under way, also while it is not known whether that arrived", async () => {
      const incidentId = await posted();
      const reply = await claim();
      await sayAhead(incidentId);
      expect(await claim()).toBeUndefined();
      await settle(reply, "sending");
      expect(await claim()).toBeUndefined();
    });

    test("passes a reply that has to wait, and holds up none when it has to wait itself", async () => {
      const incidentId = await posted();
      await settle(await claim(), "pending");
      expect(await claim()).toBeUndefined();
      await sayAhead(incidentId);
      const edit = await claim();
      expect(edit?.show).toMatchObject({ show: "incident" });
      await settle(edit, "pending");
      expect(await claim()).toBeUndefined();
      await ask(
        database.url,
        "update outbox set not_before = now() where show->>'seq' = '1' and state = 'pending'",
      );
      expect((await claim())?.show).toMatchObject({ seq: 1 });
    });

    test("before it is posted it is the first message, and after that was lost again: nothing comes before or past it", async () => {
      const incidentId = await fresh();
      await say({ show: "incident", incidentId });
      await say({ show: "entry", incidentId, seq: 1 });
      const root = await claim();
      await sayAhead(incidentId);
      await settle(root, "sent");
      expect((await claim())?.show).toMatchObject({ seq: 1 });

      const lost = await posted();
      await sayAhead(lost);
      await inTx(async (tx) => {
        await tx.lockIncident(lost);
        await tx.forgetShown(lost, "root");
        const waiting = await tx.takeWaiting(lost);
        for (const show of [{ show: "incident", incidentId: lost } as const, ...waiting]) await tx.say(show);
      });
      for (const show of [{ show: "incident" }, { seq: 1 }, { seq: 2 }]) {
        const row = await claim();
        expect(row?.show).toMatchObject(show);
        await settle(row, "sent");
      }
      expect(await claim()).toBeUndefined();
    });

    test("and a reply that two senders take at the same moment are not under way together", async () => {
      const incidentId = await posted();
      for (let round = 0; round < 10; round++) {
        await sayAhead(incidentId);
        const claims = (await Promise.all(Array.from({ length: 8 }, () => claim()))).filter(Boolean);
        expect(claims).toHaveLength(1);
        const [under] = await ask(
          database.url,
          `select count(*)::int as count from outbox where lane = '${incidentId}' and state = 'sending'`,
        );
        expect(under?.count).toBe(1);
        await settle(claims[0], "pending", 0);
      }
    });
  });

  test("events out have lanes of their own", async () => {
    const incidentId = await fresh();
    await say({ show: "incident", incidentId });
    await say({ show: "event", incidentId, seq: 1 });
    const event = await inTx((tx) => tx.claimOutbox("events", 60_000));
    expect(event).toMatchObject({ destination: "events", show: { show: "event" } });
    expect((await claim())?.destination).toBe("slack");
    await expect(say({ show: "incident", incidentId: "unknown" })).rejects.toThrow(NotFoundError);
  });
});

describe("news", () => {
  test("wakes whoever waits for it, once the transaction is committed and not before", async () => {
    const outbox = vi.fn();
    const inbox = vi.fn();
    const stops = [store.onNews("outbox", outbox), store.onNews("inbox", inbox)];
    // Everybody is woken when the line is up.
    await vi.waitFor(() => expect(outbox).toHaveBeenCalledTimes(1), 5_000);
    inbox.mockClear();
    outbox.mockClear();
    const { id } = await opened();
    await inTx(async (tx) => {
      await tx.say({ show: "incident", incidentId: id });
      await pause(50);
      expect(outbox).not.toHaveBeenCalled();
    });
    await vi.waitFor(() => expect(outbox).toHaveBeenCalledTimes(1), 5_000);
    expect(inbox).not.toHaveBeenCalled();
    await keep(randomUUID());
    await vi.waitFor(() => expect(inbox).toHaveBeenCalledTimes(1), 5_000);

    await ask(
      database.url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cairn news' and datname = current_database()",
    );
    await vi.waitFor(() => expect(inbox).toHaveBeenCalledTimes(2), 10_000);
    for (const stop of stops) stop();
    await vi.waitFor(async () => {
      const [left] = await ask(
        database.url,
        "select count(*)::int as lines from pg_stat_activity where application_name = 'cairn news' and datname = current_database()",
      );
      expect(left?.lines).toBe(0);
    }, 5_000);
  });
});

describe("a transaction", () => {
  const terminate = (pid: number) => ask(database.url, `select pg_terminate_backend(${pid})`);

  test("whose connection is killed is refused in words, and the process goes on", async () => {
    const { id } = await opened();
    const broken = inTx(async (tx) => {
      await tx.record(id, { actor: responder, action: "note.add" }, now);
      const victims = await ask(
        database.url,
        "select pid from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
      );
      for (const { pid } of victims) await terminate(pid);
      await pause(50);
      await tx.record(id, { actor: responder, action: "note.add" }, now);
    });
    await expect(broken).rejects.toMatchObject({ code: "unavailable", retryable: true });
    expect(await store.timeline(id)).toEqual([]);
  });

  test("that gave way to another is run once more", async () => {
    const [one, two] = [(await opened()).id, (await opened()).id];
    let attempts = 0;
    const lockBoth = (first: string, second: string) =>
      inTx(async (tx) => {
        attempts++;
        await tx.lockIncident(first);
        await pause(100);
        await tx.lockIncident(second);
      });
    await Promise.all([lockBoth(one, two), lockBoth(two, one)]);
    expect(attempts).toBe(3);
  });

  test("in which an error was swallowed is not taken for committed", async () => {
    const { id } = await opened();
    const swallowed = inTx(async (tx) => {
      await tx.insertStep(step(id));
      await tx.insertStep(step(id)).catch(() => {});
    });
    await expect(swallowed).rejects.toThrow("rolled back");
    expect(await store.steps(id)).toEqual([]);
  });

  test("cannot be used after its end", async () => {
    const leaked = await inTx(async (tx) => tx);
    await expect(leaked.incident("x")).rejects.toThrow("over");
  });
});

describe("the budget", () => {
  const api = { account: "111122223333", region: "eu-west-1", api: "LookupEvents" };
  const never = new AbortController().signal;

  test("lets so many calls a second through, for all processes together", async () => {
    const [one, two] = [createBudget(pool, { perSecond: 20 }), createBudget(pool, { perSecond: 20 })];
    const started = performance.now();
    await Promise.all([one(api, never), two(api, never), one(api, never), two(api, never), one(api, never)]);
    expect(performance.now() - started).toBeGreaterThan(190);
  });

  test("is one for every account, Region and API", async () => {
    const take = createBudget(pool, { perSecond: 0.01 });
    await take({ ...api, region: "us-east-1" }, never);
    await take({ ...api, region: "us-west-2" }, never);
    await take({ ...api, region: "us-west-2", account: "444455556666" }, never);
  });

  test("stops waiting when told to, and gives the turn back", async () => {
    const take = createBudget(pool, { perSecond: () => 0.01 });
    const slow = { ...api, api: "StartQuery" };
    await take(slow, never);
    const controller = new AbortController();
    const waiting = take(slow, controller.signal);
    await pause(50);
    controller.abort(new Error("cancelled"));
    await expect(waiting).rejects.toThrow("cancelled");
    const [row] = await ask(
      database.url,
      "select extract(epoch from next_at - now())::float8 as s from budget where api = 'StartQuery'",
    );
    expect(row?.s).toBeLessThan(101);
    await expect(take(slow, controller.signal)).rejects.toThrow("cancelled");
  });
});

describe("turns at Slack", () => {
  const slow = { perMinute: 6, burst: 3 };

  test("are shared by all processes: a burst goes at once, then one after the other", async () => {
    const [one, two] = [createTurns(pool), createTurns(pool)];
    const taken = await Promise.all(
      [1, 2, 3, 4, 5].flatMap(() => [one, two]).map((each) => each.take("post C1", slow)),
    );
    expect(taken.filter((wait) => wait === 0)).toHaveLength(3);
    for (const wait of taken.filter((each) => each > 0)) {
      expect(wait).toBeGreaterThan(5_000);
      expect(wait).toBeLessThanOrEqual(10_000);
    }
    expect(await two.take("post C2", slow)).toBe(0);
  });

  test("come back with time", async () => {
    const turns = createTurns(pool);
    const pace = { perMinute: 60_000 / 50, burst: 1 };
    expect(await turns.take("post quick", pace)).toBe(0);
    const wait = await turns.take("post quick", pace);
    expect(wait).toBeGreaterThan(0);
    await pause(wait + 5);
    expect(await turns.take("post quick", pace)).toBe(0);
  });

  test("are nobody's while Slack asks for patience", async () => {
    const [one, two] = [createTurns(pool), createTurns(pool)];
    await one.hold("post C3", 60_000);
    const wait = await two.take("post C3", { perMinute: 60, burst: 1 });
    expect(wait).toBeGreaterThan(50_000);
  });
});

test("the worst and the first messages are sent first; what waits for long catches up", async () => {
  const calm = await opened({ severity: "P4" });
  const grave = await opened({ severity: "P1" });
  await inTx((tx) => tx.say({ show: "incident", incidentId: calm.id }));
  await inTx((tx) => tx.say({ show: "entry", incidentId: grave.id, seq: 1 }));
  await inTx((tx) => tx.say({ show: "incident", incidentId: grave.id }));
  const order = async () => {
    const sent = [];
    for (;;) {
      const row = await inTx((tx) => tx.claimOutbox("slack", 60_000));
      if (!row) return sent;
      if ([calm.id, grave.id].includes(row.show.incidentId)) sent.push([row.show.incidentId, row.show.show]);
      await inTx((tx) => tx.settleOutbox(row, "sent"));
    }
  };
  expect(await order()).toEqual([
    [grave.id, "entry"],
    [grave.id, "incident"],
    [calm.id, "incident"],
  ]);
  await inTx((tx) => tx.say({ show: "incident", incidentId: calm.id }));
  await ask(
    database.url,
    `update cairn.outbox set added_at = now() - interval '5 minutes' where incident_id = '${calm.id}'`,
  );
  await inTx((tx) => tx.say({ show: "incident", incidentId: grave.id }));
  expect((await order())[0]).toEqual([calm.id, "incident"]);
});

test("what was said at once is sent in the order in which it was said", async () => {
  const incidents: { id: string }[] = [];
  for (let index = 0; index < 20; index++) incidents.push(await opened({ severity: "P2" }));
  await inTx(async (tx) => {
    for (const { id } of incidents) await tx.say({ show: "incident", incidentId: id });
  });
  const sent: string[] = [];
  for (;;) {
    const row = await inTx((tx) => tx.claimOutbox("slack", 60_000));
    if (!row) break;
    sent.push(row.show.incidentId);
    await inTx((tx) => tx.settleOutbox(row, "sent"));
  }
  const ours = incidents.map(({ id }) => id);
  expect(sent.filter((id) => ours.includes(id))).toEqual(ours);
});

describe("what Slack does not take", () => {
  const late = () =>
    ask(
      database.url,
      "update cairn.outbox set added_at = now() - interval '5 minutes' where state = 'pending'",
    );
  const waitingOf = (incidentId: string) =>
    ask(database.url, `select show, state from cairn.outbox where incident_id = '${incidentId}' order by id`);

  test("is told once by another way, the worst incident first", async () => {
    await ask(
      database.url,
      "update cairn.outbox set state = 'dropped' where state in ('pending', 'sending')",
    );
    const calm = await opened({ severity: "P4" });
    const grave = await opened({ severity: "P1", title: "grave" });
    for (const { id } of [calm, grave]) await inTx((tx) => tx.say({ show: "incident", incidentId: id }));
    expect(await inTx((tx) => tx.takeLateOutbox(60_000))).toBeUndefined();
    await late();
    const [one, two] = await Promise.all([1, 2].map(() => inTx((tx) => tx.takeLateOutbox(60_000))));
    expect([one, two].filter((each) => each !== undefined)).toMatchObject([
      { messages: 2, incidents: [{ title: "grave", severity: "P1" }, { severity: "P4" }] },
    ]);
  });

  test("becomes one digest a thread, in the place of the last entry", async () => {
    const { id } = await opened();
    for (let seq = 1; seq <= 30; seq++) await inTx((tx) => tx.say({ show: "entry", incidentId: id, seq }));
    await inTx((tx) => tx.say({ show: "incident", incidentId: id }));
    expect(await inTx((tx) => tx.foldEntries(120_000, 3))).toBe(0);
    await late();
    expect(await inTx((tx) => tx.foldEntries(120_000, 3))).toBe(29);
    const waits = (await waitingOf(id)).filter(({ state }) => state === "pending").map(({ show }) => show);
    const seqs = Array.from({ length: 10 }, (_, index) => 21 + index);
    expect(waits).toEqual([
      { show: "digest", incidentId: id, seqs, folded: 30 },
      { show: "incident", incidentId: id },
    ]);
    expect(await inTx((tx) => tx.foldEntries(120_000, 3))).toBe(0);
  });

  test("can be said again in another order", async () => {
    const { id } = await opened();
    const entry = (seq: number) => ({ show: "entry", incidentId: id, seq }) as const;
    for (const seq of [1, 2, 3]) await inTx((tx) => tx.say(entry(seq)));
    const taken = await inTx((tx) => tx.takeWaiting(id));
    expect(taken).toEqual([entry(1), entry(2), entry(3)]);
    expect((await waitingOf(id)).every(({ state }) => state === "dropped")).toBe(true);
  });
});
