import { beforeEach, describe, expect, test } from "vitest";
import { CairnError, UnavailableError } from "../../src/domain/errors.ts";
import type { Ladder } from "../../src/domain/escalation/ladder.ts";
import { learnTags } from "../../src/flows/alarms/learn-tags.ts";
import { changeSeverity } from "../../src/flows/incidents/change-severity.ts";
import type { Settings, ShownMessage } from "../../src/flows/ports.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { takeCommand } from "../../src/flows/take-command.ts";
import { deliverOutbox } from "../../src/flows/thread/deliver-outbox.ts";
import { fakeWorld, keyAlarm, lead, responder } from "../fakes/world.ts";

const ladderOf = (who: string): Ladder => ({
  from: "P4",
  rungs: [{ notify: [who], afterSeconds: 300, outside: "skip" }],
});

let world: ReturnType<typeof fakeWorld>;
let asked: string[];
beforeEach(() => {
  world = fakeWorld();
  asked = [];
});

/** The incident is in Slack, so its alarm's tags may be read. */
const show = () => {
  for (const { id } of world.world().incidents)
    world.world().shown[`${id}/root`] = { channel: "C0INCIDENTS", ts: "1.1" };
};
const learn = (tags: Record<string, string>) =>
  learnTags(world.ports, async (arn) => {
    asked.push(arn);
    return tags;
  });
const tagEntries = () => world.world().timeline.filter(({ action }) => action === "alarm.tags");
const settings = (changes: Partial<Settings>) => {
  world = fakeWorld(changes);
};

test("tags are read after the first message, once, and say how bad it is", async () => {
  await world.alarm();
  // Its runbook says P3, and nothing waited for CloudWatch.
  expect((await world.onlyIncident()).severity).toBe("P3");
  await learn({ severity: "P1" });
  expect(asked).toEqual([]);
  show();
  await learn({ severity: "P1", team: "payments" });
  expect(asked).toHaveLength(1);
  const incident = await world.onlyIncident();
  expect(incident).toMatchObject({ severity: "P1", alarm: { tags: { severity: "P1" } } });
  expect(tagEntries()).toMatchObject([
    { actor: { kind: "system" }, body: { tags: "severity=P1, team=payments", severity: "P1", was: "P3" } },
  ]);
  expect(world.outbox()).toContainEqual({
    show: "entry",
    incidentId: incident.id,
    seq: tagEntries()[0]?.seq,
  });
  expect((await world.alarms())[0]?.severity).toBe("P1");
  await learn({ severity: "P4" });
  expect(asked).toHaveLength(1);
});

test("when Slack shows nothing for twenty seconds they are read anyway", async () => {
  await world.alarm();
  world.advance(21_000);
  await learn({ severity: "P1" });
  expect((await world.onlyIncident()).severity).toBe("P1");
});

test("an event that carries its tags is believed at once, and CloudWatch is not asked", async () => {
  const body = JSON.parse(keyAlarm());
  body.detail.alarmTags = [{ key: "cairn:severity", value: "sev1" }];
  await world.alarm(JSON.stringify(body));
  show();
  await learn({});
  expect(asked).toEqual([]);
  expect((await world.onlyIncident()).severity).toBe("P1");
});

test("tags may say that it is less bad, but not less than what was found", async () => {
  await world.alarm();
  show();
  const { id } = await world.onlyIncident();
  await world.ports.store.transaction(async (tx) => {
    await tx.saveIncident({ ...(await tx.lockIncident(id)), severity: "P1" });
    const body = { severity: "P1", why: "found" };
    await tx.record(
      id,
      { actor: { kind: "system" }, action: "incident.severity", body },
      world.ports.clock(),
    );
  });
  await learn({ severity: "low" });
  expect((await world.onlyIncident()).severity).toBe("P1");
});

test("without a finding they do", async () => {
  await world.alarm();
  show();
  await learn({ priority: "low" });
  expect((await world.onlyIncident()).severity).toBe("P4");
});

test("what a person set by hand stays, and the record says so", async () => {
  await world.alarm();
  show();
  const { id } = await world.onlyIncident();
  await changeSeverity(world.ports, { incidentId: id, severity: "P2", actor: lead });
  await learn({ severity: "P1" });
  expect((await world.onlyIncident()).severity).toBe("P2");
  expect(tagEntries()[0]?.body).toMatchObject({ kept: "somebody has set it by hand" });
});

describe("a route by tags", () => {
  const payments = { match: { tags: { team: "pay*" } }, channel: "C0PAYMENTS", ladder: "payments" };
  beforeEach(() =>
    settings({
      ...{ routes: [payments], ladder: "all" },
      ladders: { all: ladderOf("U0ONCALL"), payments: ladderOf("U0SECOND") },
    }),
  );

  test("takes the incident to its channel and its ladder once they are known", async () => {
    await world.alarm();
    show();
    const before = await world.onlyIncident();
    expect(before.channel).toBe("C0INCIDENTS");
    await learn({ team: "payments" });
    const incident = await world.onlyIncident();
    expect(incident.channel).toBe("C0PAYMENTS");
    const escalation = await world.ports.store.escalation(incident.id);
    expect(escalation).toMatchObject({ ladder: "payments", dueAt: new Date("2026-11-14T02:47:00Z") });
    expect(tagEntries()[0]?.body).toMatchObject({ ladder: "payments" });
    expect(world.world().timeline.at(-1)).toMatchObject({
      action: "incident.move",
      body: { from: "C0INCIDENTS", to: "C0PAYMENTS" },
    });
  });

  const deliver = async (shown?: ShownMessage) =>
    deliverOutbox(
      { ...world.ports, monotonic: () => 0 },
      {
        name: "slack",
        destination: {
          send: async () => ({ outcome: "sent", ...(shown ? { shown } : {}) }),
          find: async () => undefined,
        },
      },
    );
  const shows = () =>
    world
      .world()
      .outbox.filter(({ state }) => state === "pending")
      .map(({ row }) => row.show);

  test("leaves a pointer where it was shown, and says in the new thread what stood there", async () => {
    await world.alarm();
    const { id: incidentId } = await world.onlyIncident();
    while (await deliver());
    show();
    const shown = world.world().shown;
    const reply = { channel: "C0INCIDENTS", threadTs: "1.1" };
    shown[`${incidentId}/step:who`] = { ...reply, ts: "1.3" };
    shown[`${incidentId}/entry:2`] = { ...reply, ts: "1.2" };
    shown[`${incidentId}/call:2:C0LEADS`] = { channel: "C0LEADS", ts: "1.4" };
    await learn({ team: "payments" });
    const [entry, step] = [
      { show: "entry", incidentId, seq: 2 },
      { show: "step", incidentId, stepId: "who" },
    ] as const;
    const said = shows();
    const from = said.findIndex((each) => each.show === "incident");
    expect(said.slice(from).filter(({ show }) => show !== "event")).toEqual([
      { show: "incident", incidentId },
      { show: "entry", incidentId, seq: world.world().timeline.at(-1)?.seq },
      entry,
      step,
      { show: "call", incidentId, seq: 2, channel: "C0LEADS" },
      { show: "moved", incidentId, at: { channel: "C0INCIDENTS", ts: "1.1" } },
      { show: "moved", incidentId, at: { ...reply, ts: "1.2" }, was: entry },
      { show: "moved", incidentId, at: { ...reply, ts: "1.3" }, was: step },
    ]);
    expect(await world.ports.store.shown(incidentId, "root")).toBeUndefined();
  });

  test("leaves none where nothing was shown yet", async () => {
    await world.alarm();
    world.advance(21_000);
    await learn({ team: "payments" });
    expect((await world.onlyIncident()).channel).toBe("C0PAYMENTS");
    expect(shows().filter(({ show }) => show === "moved")).toEqual([]);
  });

  test("that was found while its first message was under way leaves a pointer once it has arrived", async () => {
    await world.alarm();
    const { id: incidentId } = await world.onlyIncident();
    world.advance(21_000);
    const at = { channel: "C0INCIDENTS", ts: "7.7" };
    let moved = false;
    await deliverOutbox(
      { ...world.ports, monotonic: () => 0 },
      {
        name: "slack",
        destination: {
          find: async () => undefined,
          async send({ show }) {
            expect(show.show).toBe("incident");
            if (!moved) await learn({ team: "payments" });
            moved = true;
            return { outcome: "sent", shown: at };
          },
        },
      },
    );
    // It is not taken for the first message of the new thread.
    expect(await world.ports.store.shown(incidentId, "root")).toBeUndefined();
    expect(shows()).toContainEqual({ show: "incident", incidentId });
    expect(shows()).toContainEqual({ show: "moved", incidentId, at });
  });

  test("does not take it from under somebody's hands", async () => {
    await world.alarm();
    show();
    const { id } = await world.onlyIncident();
    await takeCommand(world.ports, { incidentId: id, actor: responder });
    await learn({ team: "payments" });
    expect((await world.onlyIncident()).channel).toBe("C0INCIDENTS");
    expect((await world.ports.store.escalation(id))?.ladder).toBe("all");
  });

  test("counts at once the next time, and an OK still finds its incident", async () => {
    await world.alarm();
    show();
    await learn({ team: "payments" });
    const other = keyAlarm({ name: "another", id: "11111111-0000-4000-8000-000000000005" });
    await world.alarm(other);
    const ok = keyAlarm({
      ...{ id: "11111111-0000-4000-8000-000000000006", state: "OK", at: "2026-11-14T02:50:00.000+0000" },
    });
    await world.alarm(ok);
    expect((await world.ports.store.incidentByNumber(1))?.counts.firing).toBe(0);
    expect((await world.ports.store.incidentByNumber(2))?.channel).toBe("C0INCIDENTS");
    world.advance(3_600_000);
    await world.ports.store.transaction(async (tx) => {
      const first = await tx.incidentByNumber(1);
      const incident = await tx.lockIncident(first?.id ?? "");
      const resolvedAt = new Date(world.ports.clock().getTime() - 3_000_000);
      await tx.saveIncident({ ...incident, state: "resolved", resolvedAt });
    });
    await world.alarm(
      keyAlarm({ id: "11111111-0000-4000-8000-000000000007", at: "2026-11-14T03:45:00.000+0000" }),
    );
    expect((await world.ports.store.incidentByNumber(3))?.channel).toBe("C0PAYMENTS");
  });
});

describe("a runbook by tags", () => {
  const routes = [{ match: { tags: { kind: "key" } }, runbook: "key-used" }];

  test("begins where none has begun", async () => {
    settings({ routes });
    const body = keyAlarm({ name: "nothing-fits" });
    const bare = body.replace(/"attributes":\{[^}]*\}/, '"attributes":{}');
    await world.alarm(bare);
    show();
    expect((await world.onlyIncident()).runbook).toBeNull();
    await learn({ kind: "key" });
    const actions = world.world().timeline.map(({ action }) => action);
    expect(actions.some((action) => action === "runbook.suggest" || action === "runbook.start")).toBe(true);
  });

  test("is not put over the one that a person chose", async () => {
    settings({ routes });
    await world.alarm();
    show();
    const { id } = await world.onlyIncident();
    await startRunbook(world.ports, { incidentId: id, runbookId: "key-used", actor: responder });
    const before = world.world().timeline.length;
    await learn({ kind: "key" });
    expect(
      world
        .world()
        .timeline.slice(before)
        .map(({ action }) => action),
    ).toEqual(["alarm.tags"]);
  });
});

describe("tags that cannot be read", () => {
  const failWith = (error: Error) =>
    learnTags(world.ports, async (arn) => {
      asked.push(arn);
      throw error;
    });

  test("are told without the alarm's name where its incident is private", async () => {
    await world.alarm();
    show();
    for (const each of world.world().incidents) each.private = true;
    const gone = new CairnError("gone", "There is no alarm access-key-used-elsewhere.");
    const { faults } = await failWith(gone);
    expect(String(faults[0])).toContain("an alarm of INC-1, which is private");
    expect(String(faults[0])).not.toContain("access-key");
  });

  test("are asked for again a few times, then given up aloud", async () => {
    await world.alarm();
    show();
    const away = new UnavailableError("CloudWatch is away.");
    for (let time = 1; time <= 4; time++) {
      expect((await failWith(away)).faults).toEqual([]);
      // Not before a minute has passed, by whichever process.
      await failWith(away);
      expect(asked).toHaveLength(time);
      world.advance(61_000);
    }
    expect((await failWith(away)).faults).toEqual([away]);
    world.advance(61_000);
    await failWith(away);
    expect(asked).toHaveLength(5);
  });

  test("for want of a right are given up at once, and the incident stays as it is", async () => {
    await world.alarm();
    show();
    const denied = new CairnError("aws_access_denied", "Allow cloudwatch:ListTagsForResource.");
    expect((await failWith(denied)).faults).toEqual([denied]);
    world.advance(61_000);
    expect((await failWith(denied)).faults).toEqual([]);
    expect((await world.onlyIncident()).severity).toBe("P3");
  });
});

test("in a storm nobody reads the tags of every alarm", async () => {
  settings({ grouping: { by: ["account"], reopenWithinMs: 1_800_000, stormAt: 10 } });
  for (let index = 10; index < 60; index++)
    await world.alarm(keyAlarm({ name: `alarm-${index}`, id: `11111111-0000-4000-8000-0000000000${index}` }));
  expect(world.world().tagLooks).toHaveLength(20);
});
