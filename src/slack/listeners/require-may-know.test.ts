import { expect, test } from "vitest";
import { person } from "../../../test/fakes/world.ts";
import { incident } from "../../../test/fixtures/slack/record.ts";
import type { Wish } from "./desk.ts";
import { requireMayKnow } from "./require-may-know.ts";

const secret = incident({ id: "secret", channel: "C0WARROOM", private: true });
const open = incident({ id: "open" });
const reads = {
  incident: async (id: string) => [secret, open].find((each) => each.id === id),
} as Parameters<typeof requireMayKnow>[0]["reads"];
const outsider = person("U0LEAD", "responder", "lead", "admin") as Wish["actor"];
const insider = { ...outsider, privateChannels: ["C0WARROOM"] };

test("a button's value from somewhere else opens no private incident, whatever roles its bearer has", async () => {
  const unknown = "This incident is not in the record (any more).";
  await expect(requireMayKnow({ reads }, outsider, { incidentId: "secret" })).rejects.toThrow(unknown);
  const elsewhere = { ...outsider, privateChannels: ["C0ELSE"] };
  await expect(requireMayKnow({ reads }, elsewhere, { incidentId: "secret" })).rejects.toThrow(unknown);
});

test("members, and whoever means a public incident, pass", async () => {
  await requireMayKnow({ reads }, insider, { incidentId: "secret" });
  await requireMayKnow({ reads }, outsider, { incidentId: "open" });
  await requireMayKnow({ reads }, outsider, { incidentId: undefined });
});
