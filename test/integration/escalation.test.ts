import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAlarmTags } from "../../src/aws/alarm-tags.ts";
import { type AwsClients, createAwsClients } from "../../src/aws/clients.ts";
import { beginClimb } from "../../src/domain/escalation/escalation.ts";
import { climbLadders } from "../../src/flows/escalation/climb-ladders.ts";
import { escalateIncident } from "../../src/flows/escalation/escalate-incident.ts";
import { acknowledgeIncident } from "../../src/flows/incidents/acknowledge-incident.ts";
import type { Store } from "../../src/flows/ports.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { fakeWorld, lead } from "../fakes/world.ts";
import { ask, quiet, useDatabase } from "./postgres.ts";
import { at, draft } from "./store-samples.ts";

const database = useDatabase();
const pools: pg.Pool[] = [];
/** As many processes, each with connections of its own. */
const stores: Store[] = [];
let now = at("03:00:00");
const clock = () => now;
const rungs = [
  { notify: ["U0ONCALL"], afterSeconds: 300, outside: "skip" },
  { notify: ["C0LEADS"], afterSeconds: 300, outside: "skip" },
] as const;
const ladder = { name: "security", from: "P4", rungs } as const;
const settings = { ladders: { security: ladder }, ladder: "security" };

beforeAll(async () => {
  for (let process = 0; process < 3; process++) {
    const pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 4 });
    pools.push(pool);
    stores.push(createStore({ pool, newId: randomUUID, clock, destinations: ["slack"] }));
  }
});
afterAll(() => Promise.all(pools.map((pool) => pool.end())));

const store = (): Store => {
  const [first] = stores;
  if (!first) throw new Error("There is no store.");
  return first;
};
const portsOf = (each: Store) => ({ ...fakeWorld(settings).ports, store: each, clock });

let channels = 0;

/** In a channel of its own, so that nobody is called for two of them together. */
async function climbing(): Promise<string> {
  return store().transaction(async (tx) => {
    const { id } = await tx.insertIncident(draft({ channel: `C0TEST${++channels}` }));
    await tx.saveEscalation(beginClimb(ladder, { incidentId: id, now, before: undefined }));
    return id;
  });
}
const calls = async (id: string) =>
  (await store().timeline(id))
    .filter(({ action }) => action === "incident.escalate")
    .map(({ body }) => body.rung);

test("a climb comes back as it was kept, and only under the incident's lock", async () => {
  const id = await climbing();
  expect(await store().escalation(id)).toEqual(
    beginClimb(ladder, { incidentId: id, now, before: undefined }),
  );
  const escalation = await store().escalation(id);
  await expect(
    store().transaction(async (tx) => escalation && (await tx.saveEscalation(escalation))),
  ).rejects.toThrow(/without the incident's lock/);
  expect(await store().escalation("nobody")).toBeUndefined();
  const due = (time: Date) => store().transaction((tx) => tx.dueEscalations(time));
  const ids = (all: { incidentId: string }[]) => all.map(({ incidentId }) => incidentId);
  expect(ids(await due(at("03:04:59")))).not.toContain(id);
  expect(ids(await due(at("03:05:00")))).toContain(id);
});

test("three processes that look at the same time call each rung once, and after a restart go on", async () => {
  const id = await climbing();
  for (const [time, expected] of [
    ["03:05:00", [1]],
    ["03:06:00", [1]],
    ["03:10:00", [1, 2]],
    ["03:59:00", [1, 2]],
  ] as const) {
    now = at(time);
    await Promise.all([...stores, ...stores].map((each) => climbLadders(portsOf(each))));
    expect(await calls(id)).toEqual(expected);
  }
  const said = await ask(
    database.url,
    `select show->>'show' as show, lane from outbox where incident_id = '${id}' order by id`,
  );
  expect(said.map(({ show }) => show)).toEqual(["incident", "entry", "entry", "call"]);
  // A channel that takes nothing does not hold the thread up.
  expect(said.at(-1)?.lane).toBe(`call:${id}:C0LEADS`);
  now = at("03:00:00");
});

test("an answer and a call at the same time: either may be first, never a call after the answer", async () => {
  const ids = await Promise.all(Array.from({ length: 8 }, climbing));
  now = at("03:05:00");
  await Promise.all([
    ...ids.map((incidentId, index) =>
      acknowledgeIncident(portsOf(stores[index % 3] ?? store()), { incidentId, actor: lead }),
    ),
    ...stores.map((each) => climbLadders(portsOf(each))),
  ]);
  for (const id of ids) {
    const actions = (await store().timeline(id)).map(({ action }) => action);
    expect(actions.indexOf("incident.escalate")).toBeLessThan(actions.indexOf("incident.acknowledge"));
    expect((await store().escalation(id))?.dueAt).toBeNull();
  }
  now = at("03:00:00");
});

test("two people who press Escalate from the same form call one rung", async () => {
  const incidentId = await climbing();
  const seen = { climb: 1, next: 0 };
  const pressed = await Promise.allSettled(
    stores.map((each) => escalateIncident(portsOf(each), { incidentId, seen, actor: lead })),
  );
  expect(pressed.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await calls(incidentId)).toEqual([1]);
});

describe("tags", () => {
  const arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:queue-age";

  test("are looked for by one process at a time, and again when it died", async () => {
    const incidentId = (await store().transaction((tx) => tx.insertIncident(draft()))).id;
    await store().transaction(async (tx) => {
      await tx.wantTags(incidentId, arn, now);
      await tx.wantTags(incidentId, arn, now);
    });
    const claim = (time: string, postedBy: string) =>
      Promise.all(
        stores.map((each) =>
          each.transaction((tx) =>
            tx.claimTagLooks({
              ...{ now: at(time), postedBy: at(postedBy), againAt: at("03:02:00"), limit: 5 },
            }),
          ),
        ),
      ).then((all) => all.flat());
    // It is not shown yet.
    expect(await claim("03:00:10", "02:59:50")).toEqual([]);
    await store().transaction((tx) => tx.saveShown(incidentId, "root", { channel: "C1", ts: "1.1" }));
    expect(await claim("03:00:10", "02:59:50")).toEqual([{ incidentId, arn, tries: 1 }]);
    expect(await claim("03:01:59", "02:59:50")).toEqual([]);
    expect(await claim("03:02:00", "02:59:50")).toEqual([{ incidentId, arn, tries: 2 }]);
    await store().transaction((tx) => tx.settleTagLook({ incidentId, arn }));
    expect(await claim("03:59:00", "03:58:00")).toEqual([]);
  });

  test("that were read stay known", async () => {
    expect(await store().knownTags(arn)).toBeUndefined();
    await store().transaction((tx) => tx.keepTags(arn, { severity: "P1" }, now));
    await store().transaction((tx) => tx.keepTags(arn, { severity: "P2", "a b": "" }, now));
    expect(await store().knownTags(arn)).toEqual({ tags: { severity: "P2", "a b": "" }, readAt: now });
  });
});

describe("CloudWatch", () => {
  const region = "eu-central-1";
  let account: Account;
  let clients: AwsClients;
  beforeAll(async () => {
    account = await startAccount({ clock: () => new Date("2026-11-20T12:00:00Z") });
    clients = createAwsClients({
      ...{ region, endpoint: account.url, accounts: [{ id: account.accountId, regions: [region] }] },
      credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any" },
    });
  });
  afterAll(async () => {
    clients.close();
    await account.stop();
  });
  const arnOf = (name: string) => `arn:aws:cloudwatch:${region}:${account.accountId}:alarm:${name}`;

  test("tells the tags of an alarm, with the rights of its account", async () => {
    account.raiseMetricAlarm({
      ...{ alarmName: "queue: age", region, state: "ALARM", reason: "old", description: "Age" },
      ...{ namespace: "AWS/SQS", metricName: "Age", periodSeconds: 60, threshold: 1 },
      tags: { severity: "P1", team: "payments" },
    });
    expect(await createAlarmTags(clients)(arnOf("queue: age"))).toEqual({ severity: "P1", team: "payments" });
  });

  test("refuses in words that say what to allow", async () => {
    const tagsOf = createAlarmTags(clients);
    await expect(tagsOf(arnOf("nowhere"))).rejects.toThrow(/ListTagsForResource.*does not exist/);
    await expect(tagsOf("arn:aws:cloudwatch:eu-central-1:444455556666:alarm:x")).rejects.toThrow(
      /Account 444455556666 is not among the accounts/,
    );
    await expect(tagsOf("x")).rejects.toThrow(/no alarm's ARN/);
  });
});
