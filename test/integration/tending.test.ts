import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Alarm, alarmKey } from "../../src/domain/alarm/alarm.ts";
import { CairnError, ConflictError } from "../../src/domain/errors.ts";
import { chainFault } from "../../src/domain/timeline/audit.ts";
import { applyAlarm } from "../../src/flows/alarms/apply-alarm.ts";
import { endMutes } from "../../src/flows/alarms/end-mutes.ts";
import { muteAlarm } from "../../src/flows/alarms/mute-alarm.ts";
import { triageInbox } from "../../src/flows/alarms/triage-inbox.ts";
import { unmuteAlarm } from "../../src/flows/alarms/unmute-alarm.ts";
import { addFollowUp } from "../../src/flows/follow-up/add-follow-up.ts";
import { finishFollowUp } from "../../src/flows/follow-up/finish-follow-up.ts";
import { sendReminders } from "../../src/flows/follow-up/send-reminders.ts";
import { mergeIncident } from "../../src/flows/incidents/merge-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { settleQuiet } from "../../src/flows/incidents/settle-quiet.ts";
import { unmergeIncident } from "../../src/flows/incidents/unmerge-incident.ts";
import type { Ports, Store, Tx } from "../../src/flows/ports.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { fakeWorld, keyAlarm, lead } from "../fakes/world.ts";
import { quiet, useDatabase } from "./postgres.ts";
import { alarm, draft } from "./store-samples.ts";

const database = useDatabase();
let pool: pg.Pool;
let store: Store;
let ports: Ports;
let now = new Date("2026-11-16T10:00:00Z");
const minute = 60_000;
const advance = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

beforeAll(async () => {
  pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 20 });
  const clock = () => now;
  store = createStore({ pool, newId: randomUUID, clock, destinations: ["slack", "events"] });
  ports = { ...fakeWorld().ports, store, clock, newId: randomUUID };
});
afterAll(() => pool.end());

const inTx = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => store.transaction(work);
const deadlocks = async () => {
  // Statistics are told with a delay; a session tells its own at its end, and when asked.
  await pool.query("select pg_stat_force_next_flush()");
  const { rows } = await pool.query(
    "select deadlocks::integer as n from pg_stat_database where datname = current_database()",
  );
  return rows[0].n as number;
};

/** Keeps an alarm's message; `name` has its own group. */
async function receive(name: string, state: string, at: Date): Promise<void> {
  const body = keyAlarm({
    ...{ id: randomUUID(), name, state },
    at: at.toISOString().replace("Z", "+0000"),
  });
  await inTx((tx) =>
    tx.keepMessages([{ source: "eventbridge", transportKey: `eb:${randomUUID()}`, body }], now),
  );
}

/** Lets an alarm change, as its message came. */
async function change(name: string, state: string, at = now): Promise<void> {
  await receive(name, state, at);
  while (await triageInbox(ports));
}

/** Opens an incident by an alarm of this name; room is made so that no storm begins. */
async function opened(name: string) {
  advance(2 * minute);
  await change(name, "ALARM");
  const found = (await store.incidents({ limit: 1 }))[0];
  if (found?.title !== name) throw new Error(`${name} opened nothing.`);
  return found;
}

const incident = async (id: string) => {
  const found = await store.incident(id);
  if (!found) throw new Error(`There is no ${id}.`);
  return found;
};

test("a mute comes back as it was kept, with what it counted and held", async () => {
  const { id } = await opened("kept");
  const mute = {
    ...{ arn: alarm().arn, name: "é\u0000", incidentId: id, until: new Date(now.getTime() + minute) },
    ...{ reason: "It flaps", by: { kind: "responder", id: "U1", name: "on-call" } as const, at: now },
    ...{ transitions: 0, wouldHaveOpened: 0, unmuted: false },
  };
  const at = (text: string): Alarm => alarm({ at: new Date(`2026-11-16T${text}Z`) });
  await inTx(async (tx) => {
    await tx.saveMute(mute);
    await tx.countMuted(mute.arn);
    await tx.holdAlarm(at("10:00:02"));
    await tx.holdAlarm({ ...at("10:00:01"), state: "OK" });
    await tx.holdAlarm({ ...at("10:00:02"), state: "OK" });
  });
  const kept = { ...mute, name: "é\uFFFD", transitions: 1, wouldHaveOpened: 1 };
  expect(await store.muteOf(mute.arn)).toEqual(kept);
  expect(await store.mutes({ incidentId: id })).toEqual([kept]);
  // What is older, and an OK of the same time, changes nothing.
  expect(await inTx((tx) => tx.heldAlarms(mute.arn))).toEqual([at("10:00:02")]);
  await inTx((tx) => tx.holdAlarm({ ...at("10:00:03"), state: "OK" }));
  expect(await inTx((tx) => tx.heldAlarms(mute.arn))).toMatchObject([{ state: "OK" }]);
  expect(await inTx((tx) => tx.endedMutes(now))).toEqual([]);
  expect(await inTx((tx) => tx.endedMutes(mute.until))).toMatchObject([{ arn: mute.arn }]);
  await inTx((tx) => tx.releaseHeld(alarmKey(alarm())));
  expect(await inTx((tx) => tx.heldAlarms(mute.arn))).toEqual([]);
  await inTx((tx) => tx.holdAlarm(at("10:00:04")));
  await inTx((tx) => tx.endMute(mute.arn));
  expect(await store.muteOf(mute.arn)).toBeUndefined();
  expect(await inTx((tx) => tx.heldAlarms(mute.arn))).toEqual([]);
});

test("a merge's pointer, its alarms and a proposal are kept; alarms follow the pointers to their end", async () => {
  const [a, b, c] = [await opened("follow-a"), await opened("follow-b"), await opened("follow-c")];
  await mergeIncident(ports, { incidentId: c.id, into: a.id, actor: lead });
  await mergeIncident(ports, { incidentId: a.id, into: b.id, actor: lead });
  expect(await incident(a.id)).toMatchObject({ mergedInto: { id: b.id, number: b.number } });
  expect(await store.incident(b.id)).not.toHaveProperty("mergedInto");
  for (const each of [a, c]) await change(each.title, "OK", new Date(now.getTime() + 1_000));
  expect(await incident(b.id)).toMatchObject({ counts: { alarms: 3, firing: 1 } });
  await change("follow-b", "OK", new Date(now.getTime() + 1_000));
  advance(16 * minute);
  await settleQuiet(ports);
  expect((await incident(b.id)).proposal).toMatchObject({ since: expect.any(Date) });
  await change("follow-c", "ALARM");
  expect(await store.incident(b.id)).not.toHaveProperty("proposal");
  for (const each of [a, b, c]) expect(chainFault(await store.timeline(each.id))).toBeUndefined();
});

test("a storm's alarms follow it into the incident that it is merged into", async () => {
  const target = await opened("storm-target");
  const storm = await inTx((tx) =>
    tx.insertIncident(
      draft({ storm: true, groupKey: `storm|channel=${randomUUID()}`, channel: "C0INCIDENTS" }),
    ),
  );
  const arn = `${"arn:aws:cloudwatch:eu-central-1:111122223333:alarm:"}of-the-storm`;
  await inTx((tx) =>
    tx.saveAlarmStatus(storm.id, {
      ...{ key: `${arn}|c1`, name: "of-the-storm", arn, severity: "P3", state: "ALARM", at: now },
      ...{ count: 1, transitions: 1 },
    }),
  );
  await mergeIncident(ports, { incidentId: storm.id, into: target.id, actor: lead });
  await change("of-the-storm", "OK", new Date(now.getTime() + 1_000));
  expect((await store.alarms(target.id, 9)).map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
    "of-the-storm OK",
    "storm-target ALARM",
  ]);
});

test("what is unmerged has its alarms as they stand now, and what it had taken in itself", async () => {
  const [a, b, c] = [await opened("out-a"), await opened("out-b"), await opened("out-c")];
  const names = async (id: string) =>
    (await store.alarms(id, 9)).map(({ name, state }) => `${name} ${state}`).sort();
  await mergeIncident(ports, { incidentId: c.id, into: a.id, actor: lead });
  await mergeIncident(ports, { incidentId: a.id, into: b.id, actor: lead });
  await change("out-c", "OK", new Date(now.getTime() + 1_000));
  await unmergeIncident(ports, { incidentId: a.id, actor: lead });
  expect(await names(a.id)).toEqual(["out-a ALARM", "out-c OK"]);
  expect(await names(b.id)).toEqual(["out-b ALARM"]);
  expect(await incident(a.id)).toMatchObject({ state: "open", counts: { alarms: 2, firing: 1 } });
  expect(await incident(b.id)).toMatchObject({ state: "open", counts: { alarms: 1, firing: 1 } });
  expect(await store.incident(a.id)).not.toHaveProperty("mergedInto");
  for (const each of [a, b, c]) await change(each.title, "ALARM", new Date(now.getTime() + 2_000));
  expect(await names(a.id)).toEqual(["out-a ALARM", "out-c ALARM"]);
  expect(await names(b.id)).toEqual(["out-b ALARM"]);
  await unmergeIncident(ports, { incidentId: c.id, actor: lead });
  expect(await names(a.id)).toEqual(["out-a ALARM"]);
  expect(await names(c.id)).toEqual(["out-c ALARM"]);
  for (const each of [a, b, c]) expect(chainFault(await store.timeline(each.id))).toBeUndefined();
});

test("a storm that is unmerged leaves behind what the other one had besides", async () => {
  const target = await opened("both");
  const storm = await inTx((tx) =>
    tx.insertIncident(
      draft({ storm: true, groupKey: `storm|channel=${randomUUID()}`, channel: "C0INCIDENTS" }),
    ),
  );
  advance(minute);
  const [both] = await store.alarms(target.id, 9);
  if (!both) throw new Error("There is no alarm.");
  const only = { ...both, key: `${both.arn}-only|c1`, arn: `${both.arn}-only`, name: "only" };
  await inTx(async (tx) => {
    for (const each of [both, only]) await tx.saveAlarmStatus(storm.id, each);
  });
  await mergeIncident(ports, { incidentId: storm.id, into: target.id, actor: lead });
  await unmergeIncident(ports, { incidentId: storm.id, actor: lead });
  expect((await store.alarms(target.id, 9)).map(({ name }) => name)).toEqual(["both"]);
  expect((await store.alarms(storm.id, 9)).map(({ name }) => name)).toEqual(["only"]);
});

test("merging and unmerging the same two at once: one order or the other, and no deadlock", async () => {
  const before = await deadlocks();
  for (let round = 0; round < 10; round++) {
    const [a, b, c] = [await opened(`u-${round}`), await opened(`v-${round}`), await opened(`w-${round}`)];
    await mergeIncident(ports, { incidentId: a.id, into: b.id, actor: lead });
    await Promise.allSettled([
      unmergeIncident(ports, { incidentId: a.id, actor: lead }),
      mergeIncident(ports, { incidentId: b.id, into: c.id, actor: lead }),
      change(`u-${round}`, "OK", new Date(now.getTime() + 500)),
    ]);
    for (const each of [a, b, c]) {
      const alarms = await store.alarms(each.id, 9);
      expect((await incident(each.id)).counts.alarms).toBe(alarms.length);
    }
    const all = await Promise.all([a, b, c].map(({ id }) => incident(id)));
    const shown = await Promise.all(
      all.filter(({ state }) => state !== "resolved").map(({ id }) => store.alarms(id, 9)),
    );
    expect(shown.flat().filter(({ name }) => name === `u-${round}`)).toMatchObject([{ state: "OK" }]);
  }
  expect(await deadlocks()).toBe(before);
});

test("two people who merge the same two incidents into each other at once leave one of them, and no deadlock", async () => {
  const before = await deadlocks();
  for (let round = 0; round < 15; round++) {
    const [a, b] = [await opened(`there-${round}`), await opened(`back-${round}`)];
    const merge = (from: string, into: string) =>
      mergeIncident(ports, { incidentId: from, into, actor: lead });
    const [one, other] = await Promise.allSettled([merge(a.id, b.id), merge(b.id, a.id)]);
    const refused = [one, other].filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: expect.any(ConflictError) });
    const states = [await incident(a.id), await incident(b.id)].map(({ state }) => state);
    expect(states.sort()).toEqual(["open", "resolved"]);
  }
  expect(await deadlocks()).toBe(before);
});

test("merges in a ring, alarms, mutes and their ends all at once: no deadlock, no transition lost", async () => {
  const before = await deadlocks();
  const all: Awaited<ReturnType<typeof opened>>[] = [];
  for (let nth = 0; nth < 8; nth++) all.push(await opened(`ring-${nth}`));
  const begin = now.getTime();
  const next = (nth: number) => all[(nth + 1) % all.length]?.id ?? "";
  const refusal = (error: unknown) => {
    if (!(error instanceof CairnError) || error.retryable) throw error;
  };
  const work: Promise<unknown>[] = [];
  for (const [nth, each] of all.entries()) {
    const mute = { incidentId: each.id, duration: "1h", reason: "It flaps", actor: lead };
    work.push(mergeIncident(ports, { incidentId: each.id, into: next(nth), actor: lead }).catch(refusal));
    work.push(muteAlarm(ports, { ...mute, alarm: each.title }).catch(refusal));
    work.push(unmuteAlarm(ports, { incidentId: each.id, actor: lead }).catch(refusal));
    for (let turn = 1; turn <= 6; turn++)
      work.push(change(each.title, turn % 2 ? "OK" : "ALARM", new Date(begin + turn * 1_000)));
  }
  for (let sweeps = 0; sweeps < 5; sweeps++) work.push(endMutes(ports), settleQuiet(ports));
  await Promise.all(work);

  // Many alarms of many incidents in one transaction, while what is left is merged on.
  for (let turn = 7; turn <= 10; turn++)
    for (const each of all)
      await receive(each.title, turn % 2 ? "OK" : "ALARM", new Date(begin + turn * 1_000));
  const left = (await store.incidents({ state: "open", limit: 99 })).filter(({ id }) =>
    all.some((each) => each.id === id),
  );
  await Promise.all([
    ...left.map(({ id }, nth) => {
      const into = left[(nth + 1) % left.length]?.id ?? "";
      return mergeIncident(ports, { incidentId: id, into, actor: lead }).catch(refusal);
    }),
    ...Array.from({ length: 6 }, () => triageInbox(ports, 9)),
  ]);
  while (await triageInbox(ports));
  advance(61 * minute);
  await Promise.all([endMutes(ports), endMutes(ports), endMutes(ports)]);

  expect(await deadlocks()).toBe(before);
  expect(await store.mutes({})).toEqual([]);
  const entries = (await Promise.all(all.map(({ id }) => store.timeline(id)))).flat();
  const changes = entries.filter(({ action }) => action === "alarm.transition");
  expect(changes).toHaveLength(all.length * 11);
  for (const each of all) {
    const { counts, mergedInto } = await incident(each.id);
    const alarms = await store.alarms(each.id, 99);
    expect(counts).toMatchObject({
      alarms: alarms.length,
      firing: alarms.filter(({ state }) => state === "ALARM").length,
    });
    if (!mergedInto)
      for (const { state, name } of alarms) expect({ name, state }).toEqual({ name, state: "ALARM" });
  }
  // Whoever is pointed to is the end of the way, or points on to it.
  expect(
    (await store.incidents({ state: "open", limit: 99 })).filter(({ mergedInto }) => mergedInto),
  ).toEqual([]);
});

test("a transition that is held back while its mute ends is applied by that end, not forgotten with it", async () => {
  const each = await opened("edge");
  await change("edge", "OK", new Date(now.getTime() + 1_000));
  advance(minute);
  await muteAlarm(ports, { incidentId: each.id, duration: "1m", reason: "It flaps", actor: lead });
  await resolveIncident(ports, { incidentId: each.id, resolution: null, actor: lead });
  advance(minute - 1);
  let heldBack = () => {};
  let commit = () => {};
  const isHeld = new Promise<void>((resolve) => {
    heldBack = resolve;
  });
  const mayCommit = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const fired = inTx(async (tx) => {
    const { alarm: known } = await incident(each.id);
    if (!known) throw new Error("It has no alarm.");
    const alarm = { ...known, at: now };
    await tx.transitionOnce(alarm, undefined);
    await applyAlarm(ports, tx, alarm);
    heldBack();
    await mayCommit;
  });
  await isHeld;
  // The mute's time is up before what it held back is committed.
  advance(1);
  const swept = endMutes(ports);
  await new Promise((resolve) => setTimeout(resolve, 300));
  commit();
  await Promise.all([fired, swept]);
  await endMutes(ports);
  expect(await incident(each.id)).toMatchObject({ state: "open", counts: { firing: 1 } });
});

test("many processes propose once and remind once", async () => {
  const each = await opened("once");
  await change("once", "OK", new Date(now.getTime() + 1_000));
  await inTx(async (tx) => tx.saveIncident({ ...(await tx.lockIncident(each.id)), severity: "P1" }));
  advance(31 * minute);
  await Promise.all([settleQuiet(ports), settleQuiet(ports), sendReminders(ports), sendReminders(ports)]);
  const actions = (await store.timeline(each.id)).map(({ action }) => action);
  for (const action of ["resolve.propose", "reminder.stale", "reminder.commander"] as const)
    expect(actions.filter((one) => one === action)).toHaveLength(1);
});

describe("reminders", () => {
  test("know who did something last, and since when an incident is open", async () => {
    const each = await opened("untended");
    const find = async () =>
      (await inTx((tx) => tx.untended())).find(({ incidentId }) => incidentId === each.id);
    expect(await find()).toMatchObject({ openSince: each.openedAt, lastByPerson: null, hasCommander: false });
    await addFollowUp(ports, { incidentId: each.id, text: "Rotate", actor: lead });
    expect(await find()).toMatchObject({
      lastByPerson: now,
      lastStale: null,
      lastCommander: null,
      snoozed: false,
    });
  });

  test("find the incidents with follow-ups that nobody did, until they were reminded of", async () => {
    const each = await opened("followed");
    await addFollowUp(ports, { incidentId: each.id, text: "Rotate", actor: lead });
    const seq = (await store.timeline(each.id)).at(-1)?.seq ?? 0;
    const found = async (until = now) => (await inTx((tx) => tx.withFollowUps(until))).includes(each.id);
    expect(await found()).toBe(false);
    await resolveIncident(ports, { incidentId: each.id, resolution: null, actor: lead });
    expect(await found()).toBe(true);
    expect(await found(new Date(now.getTime() - 1))).toBe(false);
    const reminded = { actor: { kind: "system" }, action: "reminder.follow-ups" } as const;
    advance(minute);
    await inTx((tx) => tx.record(each.id, reminded, now));
    expect(await found(new Date(now.getTime() - 1))).toBe(false);
    advance(minute);
    expect(await found()).toBe(true);
    await finishFollowUp(ports, { incidentId: each.id, followUp: seq, actor: lead });
    expect(await found()).toBe(false);
  });
});
