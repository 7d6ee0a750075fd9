import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askApproval } from "../../src/domain/approval.ts";
import { markResolved } from "../../src/domain/incident/incident.ts";
import type { Actor } from "../../src/domain/responder.ts";
import type { Store, Tx } from "../../src/flows/ports.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { quiet, useDatabase } from "./postgres.ts";
import { at, draft, run, step } from "./store-samples.ts";

const database = useDatabase();
let pool: pg.Pool;
let store: Store;

beforeAll(async () => {
  pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 4 });
  store = createStore({ pool, newId: randomUUID, clock: () => at("03:00:00"), destinations: ["slack"] });
});
afterAll(() => pool.end());

const me = { kind: "responder" as const, id: "U0ME", name: "me" };
const other: Actor = { kind: "responder", id: "U0OTHER", name: "other", roles: ["member", "lead"] };

/** An incident of nobody, and what somebody did in it. */
async function incidentIn(
  work: (tx: Tx, incidentId: string) => Promise<void> = async () => {},
): Promise<string> {
  return store.transaction(async (tx) => {
    const { id } = await tx.insertIncident(draft({ openedBy: { kind: "system" } }));
    await work(tx, id);
    return id;
  });
}

const change =
  (changes: object) =>
  async (tx: Tx, id: string): Promise<void> =>
    tx.saveIncident({ ...(await tx.lockIncident(id)), ...changes });

const asked = (incidentId: string, personId: string) => ({
  ...{ incidentId, stepId: "was-it-you", position: 1, person: { id: personId, name: personId } },
  // What a record says of somebody may hold anything, and must not keep others from their own.
  ...{ how: [{ inserted: "\0 <!channel> 😀" }], way: "dm" as const, trouble: null, remindAt: null },
});

test("open incidents concern who commands, acknowledged, opened, asked, claimed or is asked there", async () => {
  const mine = [
    await incidentIn(change({ commander: { id: me.id, name: me.name } })),
    await incidentIn(change({ acknowledgedBy: me, acknowledgedAt: at("03:00:00") })),
    await incidentIn(change({ openedBy: me })),
    await incidentIn(async (tx, id) => tx.insertRun(run(id, { requestedBy: me }))),
    await incidentIn(async (tx, id) => {
      await tx.insertStep(step(id));
      await tx.saveClaim(step(id), { by: me, at: at("03:00:00") });
    }),
    await incidentIn(async (tx, id) => tx.saveAsked(asked(id, me.id))),
  ];
  const approved = await incidentIn(async (tx, id) =>
    tx.saveApproval(
      askApproval(
        { id: randomUUID(), incidentId: id, stepId: "may-we", forStep: "act", contentHash: "0" },
        other,
        at("03:00:00"),
      ),
    ),
  );
  // Not mine: nobody's, somebody else's, and one that is over.
  await incidentIn();
  await incidentIn(async (tx, id) => tx.saveAsked(asked(id, "U0OTHER")));
  await incidentIn(async (tx, id) =>
    tx.saveIncident(markResolved({ ...(await tx.lockIncident(id)), openedBy: me }, null, at("03:00:00"))),
  );
  const ids = async (limit: number, also?: "approvals") =>
    (await store.incidentsOf(me.id, limit, also)).map(({ id }) => id);
  expect(await ids(50)).toEqual([...mine].reverse());
  expect(await ids(50, "approvals")).toEqual([approved, ...[...mine].reverse()]);
  expect(await ids(2)).toEqual([...mine].reverse().slice(0, 2));
  expect(await store.incidentsOf("U0NOBODY", 50)).toEqual([]);
});

test("App Homes are known by when they were last looked at, and by what they show", async () => {
  const opened = (id: string, time: string) => store.transaction((tx) => tx.homeOpened(id, at(time)));
  await opened("U0EARLY", "01:00:00");
  await opened("U0ME", "02:00:00");
  await opened("U0LATE", "02:30:00");
  await store.transaction((tx) => tx.homeShown("U0ME", "abc"));
  expect(await store.homes(at("01:30:00"), 10)).toEqual([
    { personId: "U0LATE", shownHash: null },
    { personId: "U0ME", shownHash: "abc" },
  ]);
  await opened("U0EARLY", "03:00:00");
  // Events may come out of order.
  await opened("U0LATE", "01:00:00");
  expect((await store.homes(at("01:30:00"), 2)).map(({ personId }) => personId)).toEqual([
    "U0EARLY",
    "U0LATE",
  ]);
});
