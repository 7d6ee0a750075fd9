import { expect, test } from "vitest";
import type { Desk } from "../slack/listeners/index.ts";
import { keepHomes } from "./keep-homes.ts";

/** App Homes of these people, each shown with nothing yet; what is published is written down. */
function scene(people: string[], turns = Number.POSITIVE_INFINITY) {
  let [now, looks, left, changed] = [0, 0, turns, () => {}];
  const published: string[] = [];
  const hashes = new Map<string, string>();
  const desk = {
    people: { actor: async (id: string) => ({ kind: "responder", id, name: id, roles: ["member"] }) },
    log: { warn: () => {} },
    commands: { incident: "/incident", runbook: "/runbook", trail: "/trail" },
    quick: {
      views: {
        publish: async ({ user_id }: { user_id: string }) => {
          if (user_id === "U0GONE") throw new Error("user_not_found");
          published.push(user_id);
        },
      },
    },
    flows: {
      homesInUse: async () => {
        looks += 1;
        return people.map((personId) => ({ personId, shownHash: hashes.get(personId) ?? null }));
      },
      homeOf: async () => ({ waiting: [], mine: [], others: [], recent: [], mayDeclare: true }),
      homeShown: async ({ personId, hash }: { personId: string; hash: string }) =>
        void hashes.set(personId, hash),
    },
  } as unknown as Desk;
  const homes = keepHomes(desk, {
    turns: { take: async () => (left-- > 0 ? 0 : 1_000) },
    onNews: (wake) => {
      changed = wake;
      return () => {};
    },
    monotonic: () => now,
  });
  return {
    homes,
    published,
    looks: () => looks,
    news: () => changed(),
    advance: (ms: number) => {
      now += ms;
    },
    giveTurns: (more: number) => {
      left = more;
    },
  };
}

test("App Homes are looked at after something changed and once a minute, and not in between", async () => {
  const { homes, looks, news, advance } = scene(["U0A"]);
  await homes.work();
  await homes.work();
  expect(looks()).toBe(1);
  news();
  news();
  await homes.work();
  await homes.work();
  expect(looks()).toBe(2);
  advance(60_000);
  await homes.work();
  expect(looks()).toBe(3);
});

test("the same is not published twice", async () => {
  const { homes, published, news } = scene(["U0A", "U0B"]);
  await homes.work();
  news();
  await homes.work();
  expect(published).toEqual(["U0A", "U0B"]);
});

test("somebody whom Slack does not know any more keeps nobody from theirs", async () => {
  const { homes, published } = scene(["U0GONE", "U0B"]);
  await homes.work();
  expect(published).toEqual(["U0B"]);
});

test("who has to wait for Slack gets theirs with the next round, without news", async () => {
  const { homes, published, giveTurns } = scene(["U0A", "U0B", "U0C"], 2);
  await homes.work();
  expect(published).toEqual(["U0A", "U0B"]);
  giveTurns(5);
  await homes.work();
  expect(published).toEqual(["U0A", "U0B", "U0C"]);
});
