import { describe, expect, test } from "vitest";
import { receiveAlarms } from "../../src/flows/alarms/receive-alarm.ts";
import type { RawMessage } from "../../src/flows/ports.ts";
import { fakeWorld } from "../fakes/world.ts";

const message = (key: string): RawMessage => ({ source: "sqs", transportKey: key, body: "{}" });

/** A store whose commits the test lets through one by one. */
function gate() {
  const { ports, world } = fakeWorld();
  const commits: (() => void)[] = [];
  const kept: string[][] = [];
  let broken: (keys: readonly string[]) => boolean = () => false;
  const { transaction } = ports.store;
  ports.store.transaction = async (work) => {
    const keys: string[] = [];
    const result = await transaction((tx) =>
      work({
        ...tx,
        keepMessages: (messages, at) => {
          keys.push(...messages.map(({ transportKey }) => transportKey));
          if (broken(keys)) throw new Error("not taken");
          return tx.keepMessages(messages, at);
        },
      }),
    );
    kept.push(keys);
    await new Promise<void>((resolve) => commits.push(resolve));
    return result;
  };
  return {
    receive: receiveAlarms(ports),
    kept,
    world,
    commit: async () => {
      while (commits.length === 0) await new Promise((resolve) => setImmediate(resolve));
      commits.shift()?.();
    },
    breakFor: (isBroken: typeof broken) => {
      broken = isBroken;
    },
  };
}

describe("alarms at the door", () => {
  test("one alone is kept at once, and is taken in when it is committed, not before", async () => {
    const { receive, commit } = gate();
    let taken = false;
    const one = receive(message("a")).then(() => {
      taken = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(false);
    await commit();
    await one;
    expect(taken).toBe(true);
  });

  test("those that come while a commit is under way share the next one, each told what became of it", async () => {
    const { receive, kept, commit } = gate();
    const first = receive(message("a"));
    const others = ["b", "c", "b", "a"].map((key) => receive(message(key)));
    await commit();
    await commit();
    expect([await first, ...(await Promise.all(others))]).toEqual(["new", "new", "new", "seen", "seen"]);
    expect(kept).toEqual([["a"], ["b", "c", "b", "a"]]);
  });

  test("one that the database does not take keeps nobody else out", async () => {
    const { receive, commit, breakFor, world } = gate();
    breakFor((keys) => keys.includes("bad"));
    const first = receive(message("a"));
    const good = receive(message("good"));
    const bad = receive(message("bad"));
    const outcome = expect(bad).rejects.toThrow("not taken");
    await commit();
    await commit();
    await outcome;
    expect([await first, await good]).toEqual(["new", "new"]);
    expect(world().inbox.map(({ transportKey }) => transportKey)).toEqual(["a", "good"]);
  });
});
