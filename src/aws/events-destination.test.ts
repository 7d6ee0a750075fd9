import { expect, test } from "vitest";
import { incident } from "../../test/fixtures/slack/record.ts";
import type { TimelineAction, TimelineEntry } from "../domain/timeline/timeline.ts";
import type { OutboxRow } from "../flows/ports.ts";
import { createAlertsDestination } from "./alerts-destination.ts";
import { createEventsDestination } from "./events-destination.ts";

const title = "The payroll key of the board";
const person = { kind: "responder", id: "U0LEAD", name: "the lead of payroll" } as const;
const found = "203.0.113.7 read the payroll bucket";

const entryOf = (action: TimelineAction, body: TimelineEntry["body"]) =>
  ({
    incidentId: "i",
    seq: 3,
    at: new Date("2026-11-14T02:41:07Z"),
    actor: person,
    action,
    body,
  }) as TimelineEntry;

const rowOf = (show: OutboxRow["show"]): OutboxRow => ({
  ...{ id: "1", key: "outbox-7", destination: "events", lane: "l", show, tries: 1 },
  ...{ firstTry: new Date(), unsure: false },
});

const readsOf = (isPrivate: boolean, entry: TimelineEntry) => ({
  incident: async () => incident({ title, private: isPrivate, state: "acknowledged", severity: "P1" }),
  timeline: async () => [entry],
});

const held = async () => {};

async function eventOf(isPrivate: boolean, entry: TimelineEntry): Promise<unknown> {
  const sent: object[] = [];
  const bus = createEventsDestination(
    async ({ detail }) => void sent.push(detail),
    readsOf(isPrivate, entry),
  );
  const row = rowOf({ show: "event", incidentId: "i", seq: 3 });
  expect(await bus.send(row, held)).toEqual({ outcome: "sent" });
  return sent[0];
}

test.each([
  ["incident.open", { title, severity: "P1" }],
  ["incident.acknowledge", {}],
  ["incident.resolve", { resolution: found }],
  ["incident.reopen", { reason: found }],
  ["finding.raise", { say: found, level: "critical" }],
  ["delivery.late", { worst: [`INC-42 P1 ${title}`], why: found }],
] as const)(
  "of a private incident %s puts ids and state on the bus, and nothing else",
  async (action, body) => {
    const entry = entryOf(action, body as TimelineEntry["body"]);
    expect(await eventOf(true, entry)).toEqual({
      ...{ incident: "INC-42", private: true, severity: "P1", state: "acknowledged", seq: 3, action },
    });
    expect(await eventOf(false, entry)).toMatchObject({ title, actor: person, body });
  },
);

test("the e-mail about a private incident tells its number and severity alone", async () => {
  const mails: { input: object }[] = [];
  const send = async (mail: { input: object }) => void mails.push(mail);
  const body = {
    messages: 3,
    incidents: 1,
    worst: ["INC-42 P1 a private incident"],
    why: "Slack answered 503.",
  };
  const alerts = createAlertsDestination({
    sns: { send: send as never },
    topicArn: "arn:aws:sns:eu-central-1:111122223333:cairn",
    reads: readsOf(true, { ...entryOf("delivery.late", body), actor: { kind: "system" } }),
  });
  await alerts.send(rowOf({ show: "alert", incidentId: "i", seq: 3 }), held);
  expect(JSON.stringify(mails.map(({ input }) => input))).toContain("INC-42 P1 a private incident");
  expect(JSON.stringify(mails.map(({ input }) => input))).not.toMatch(/payroll/);
});
