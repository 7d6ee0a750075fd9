import { describe, expect, test } from "vitest";
import { one, scene, who } from "../../../test/fakes/slack-scene.ts";
import type { Desk } from "./desk.ts";

/** How often Slack was answered when something was looked up, done and said. */
function watched() {
  const acksAt: Record<string, number> = {};
  const note = (what: string) => {
    acksAt[what] ??= slack.acks.length;
  };
  const desk = {
    people: {
      actor: async () => {
        note("looked up");
        return who;
      },
    },
    flows: {
      acknowledgeIncident: async () => {
        note("kept");
        return one;
      },
    },
  } as unknown as Partial<Desk>;
  const slack = scene({ desk });
  return { ...slack, acksAt };
}

describe("Slack is answered", () => {
  test.each(["list", "status", "help"])("before anything is looked up for %s, and once", async (verb) => {
    const { command, acks, acksAt } = watched();
    await command("/incident", verb);
    expect(acksAt["looked up"]).toBe(1);
    expect(acks).toHaveLength(1);
  });

  test("after what a command changes is kept, and once", async () => {
    const { command, acks, acksAt, told } = watched();
    await command("/incident", "ack INC-42");
    expect(acksAt).toEqual({ "looked up": 0, kept: 0 });
    expect(told()).toHaveLength(1);
    expect(acks).toHaveLength(1);
  });
});
