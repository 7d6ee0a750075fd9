import { expect, test } from "vitest";
import { triageInbox } from "../../src/flows/alarms/triage-inbox.ts";
import { fakeWorld, keyAlarm } from "../fakes/world.ts";

test("an alarm that breaks the triage keeps none of those back that came with it", async () => {
  const cairn = fakeWorld();
  const { store } = cairn.ports;
  const { transaction } = store;
  const breaking: typeof store = {
    ...store,
    transaction: (work) =>
      transaction((tx) =>
        work({
          ...tx,
          insertIncident: async (draft) => {
            if (draft.title === "bad") throw new Error("broken");
            return tx.insertIncident(draft);
          },
        }),
      ),
  };
  const bodies = ["one", "bad", "two", "three"].map((name) => keyAlarm({ id: `d-${name}`, name }));
  await store.transaction((tx) =>
    tx.keepMessages(
      bodies.map((body, nth) => ({ source: "sqs", transportKey: `sqs:${nth}`, body })),
      new Date(),
    ),
  );
  await triageInbox({ ...cairn.ports, store: breaking });
  expect((await store.incidents({})).map(({ title }) => title).sort()).toEqual(["one", "three", "two"]);
  while (await triageInbox({ ...cairn.ports, store: breaking }));
  expect(await store.inbox({ state: "dead" })).toMatchObject([{ error: "broken", attempts: 5 }]);
});

test("a batch that takes long holds its incidents for a moment only: the next turn does the rest, in order", async () => {
  const cairn = fakeWorld();
  const { store, clock } = cairn.ports;
  let slowMs = 0;
  const slow: typeof store = {
    ...store,
    transaction: (work) =>
      store.transaction((tx) =>
        work({
          ...tx,
          insertIncident: async (draft) => {
            slowMs += 1_000;
            return tx.insertIncident(draft);
          },
        }),
      ),
  };
  const ports = { ...cairn.ports, store: slow, clock: () => new Date(clock().getTime() + slowMs) };
  const bodies = ["one", "two", "three"].map((name) => keyAlarm({ id: `d-${name}`, name }));
  await store.transaction((tx) =>
    tx.keepMessages(
      bodies.map((body, nth) => ({ source: "sqs", transportKey: `sqs:${nth}`, body })),
      clock(),
    ),
  );
  const titles = async () => (await store.incidents({})).map(({ title }) => title).sort();
  expect(await triageInbox(ports)).toBe(true);
  expect(await titles()).toEqual(["one", "two"]);
  expect(await triageInbox(ports)).toBe(true);
  expect(await titles()).toEqual(["one", "three", "two"]);
  expect(await store.inbox({ state: "done" })).toHaveLength(3);
});
