import { expect, test } from "vitest";
import { one, scene, who } from "../../../test/fakes/slack-scene.ts";
import { incident } from "../../../test/fixtures/slack/record.ts";
import type { AlarmStatus } from "../../domain/alarm/alarm-status.ts";
import type { AlarmMute } from "../../domain/alarm/mute.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import { alarmRef } from "../alarm-ref.ts";
import { actionIds, encodeRef, viewIds } from "../ids.ts";

const ref = { incidentId: one.id };
const actor = who;
const other = incident({ id: "two", number: 43 });
const arn = "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:denied calls";
const at = new Date("2026-11-14T02:41:07Z");

const alarm: AlarmStatus = {
  ...{ key: arn, arn, name: "denied calls", severity: "P2", state: "ALARM", at },
  ...{ count: 4, transitions: 8 },
};
const mute: AlarmMute = {
  ...{ arn, name: alarm.name, incidentId: one.id, until: at, reason: "It flaps", by: actor, at },
  ...{ transitions: 3, wouldHaveOpened: 2, unmuted: false },
};
const hidden: AlarmMute = { ...mute, arn: "hidden", name: "hidden", incidentId: "private" };
const entry = (seq: number, action: TimelineEntry["action"], body: TimelineEntry["body"]): TimelineEntry => ({
  ...{ incidentId: one.id, seq, at, actor: { kind: "system" }, action, body, salt: "", hash: "" },
});

/** With what these verbs read. */
function tending(timeline: TimelineEntry[] = []) {
  const all = [one, other, incident({ id: "private", number: 44, private: true, channel: "G0HIDDEN" })];
  const answers = { muteAlarm: { name: alarm.name, until: at }, unmuteAlarm: alarm.name };
  const made = scene({
    desk: {
      reads: {
        incident: async (id: string) => all.find((each) => each.id === id),
        incidentByNumber: async (number: number) => all.find((each) => each.number === number),
        incidentByThread: async () => undefined,
        incidents: async ({ channel }: { channel?: string }) => (channel ? [one] : all),
        alarms: async () => [alarm],
        mutes: async () => [mute, hidden],
        timeline: async () => timeline,
      } as never,
    },
  });
  Object.assign(made.answers, answers);
  return made;
}

test.each<[string, string, object]>([
  ["mute 2h we deploy", "muteAlarm", { alarm: undefined, duration: "2h", reason: "we deploy" }],
  [
    "mute denied calls 2h we deploy",
    "muteAlarm",
    { alarm: "denied calls", duration: "2h", reason: "we deploy" },
  ],
  [
    'mute "errors 5m" 30m we deploy 2h',
    "muteAlarm",
    { alarm: "errors 5m", duration: "30m", reason: "we deploy 2h" },
  ],
  ["silence INC-42 2h we deploy", "muteAlarm", { duration: "2h", reason: "we deploy" }],
  ["unmute denied calls", "unmuteAlarm", { alarm: "denied calls" }],
  ["merge INC-42 into INC-43", "mergeIncident", { into: "two" }],
  ["merge into inc-43", "mergeIncident", { into: "two" }],
  ["merge INC-42 with 43", "mergeIncident", { into: "two" }],
  ["severity P1 customers see it", "changeSeverity", { severity: "P1", reason: "customers see it" }],
  ["severity p2", "changeSeverity", { severity: "P2", reason: undefined }],
  ["followup rotate the keys", "addFollowUp", { text: "rotate the keys", owner: undefined, due: undefined }],
  [
    "followup rotate by hand <@U0LEAD|lead> by friday",
    "addFollowUp",
    { text: "rotate by hand", owner: { id: "U0LEAD", name: "Responder" }, due: "friday" },
  ],
  ["followup done 7", "finishFollowUp", { followUp: 7 }],
  ["summary A key leaked.", "writeSummary", { text: "A key leaked." }],
  ["correct #7 the key of deploy", "correctEntry", { corrects: 7, text: "the key of deploy" }],
])("/incident %s starts %s", async (text, flow, wish) => {
  const { command, called, told } = tending();
  await command("/incident", text);
  expect(called).toEqual([[flow, expect.objectContaining({ ...ref, ...wish, actor })]]);
  expect(told()).toHaveLength(1);
});

test.each([
  ["mute", viewIds.mute],
  ["mute denied calls", viewIds.mute],
  ["mute 2h", viewIds.mute],
  ["merge", viewIds.merge],
  ["followup", viewIds.followUp],
  ["summary", viewIds.summary],
  ["correct", viewIds.correct],
])("/incident %s without more opens its form", async (text, form) => {
  const { command, api, called } = tending([entry(3, "note.add", { text: "seen" })]);
  await command("/incident", text);
  expect(api).toEqual([
    ["views.open", expect.objectContaining({ view: expect.objectContaining({ callback_id: form }) })],
  ]);
  expect(called).toEqual([]);
});

test("the form of a merge offers what this person may know of, and not the incident itself", async () => {
  const { command, api } = tending();
  await command("/incident", "merge INC-42");
  const view = JSON.stringify(api[0]?.[1].view);
  expect(view).toContain("INC-43");
  expect(view).not.toContain("INC-44");
  expect(view).not.toContain('"value":"one"');
});

test.each([
  ["merge into the other one", /Say into which incident/],
  ["merge into INC-44", /There is no INC-44/],
  ["merge into INC-99", /There is no INC-99/],
  ["correct", /no note and no summary/],
])("/incident %s says what is wrong", async (text, why) => {
  const { command, called, told } = tending();
  await command("/incident", text);
  expect(called).toEqual([]);
  expect(told()[0]).toMatch(why);
});

test("unmerge takes out what was merged; said of the one that goes on, it asks which", async () => {
  const merged = incident({
    id: "three",
    number: 45,
    state: "resolved",
    mergedInto: { id: one.id, number: 42 },
  });
  const into = { from: merged, into: one };
  for (const [text, expected] of [
    ["unmerge INC-45", []],
    ["split 45", []],
    ["unmerge INC-42", ["What was merged into INC-42 can be taken out. Which one do you mean?"]],
    ["unmerge INC-43", ["INC-43 was not merged into another one, and none was merged into it lately."]],
  ] as const) {
    const { command, called, told, answers, press } = scene({
      desk: {
        reads: {
          incident: async (id: string) => [one, merged].find((each) => each.id === id),
          incidentByNumber: async (number: number) =>
            [one, other, merged].find((each) => each.number === number),
          incidents: async () => [one, other, merged],
        } as never,
      },
    });
    answers.unmergeIncident = into;
    await command("/incident", text);
    if (expected.length > 0) {
      expect(told()).toEqual(expected);
      await press(
        `${actionIds.pickIncident}:0`,
        encodeRef({ incidentId: "three", rest: "incident unmerge" }),
      );
      expect(called).toEqual([["unmergeIncident", { incidentId: "three", actor }]]);
      continue;
    }
    expect(called).toEqual([["unmergeIncident", { incidentId: "three", actor }]]);
    expect(told()).toEqual(["INC-45 is taken out of INC-42 and open again."]);
  }
});

test("the list of mutes leaves out what belongs to a private incident", async () => {
  const { command, told } = tending();
  await command("/incident", "mutes");
  expect(told()).toEqual(["1 alarm is muted"]);
});

test("follow-ups are listed with what is open and what is done", async () => {
  const { command, told } = tending([
    entry(3, "followup.add", { text: "Rotate" }),
    entry(4, "followup.add", { text: "Test" }),
    entry(5, "followup.done", { followUp: 3 }),
  ]);
  await command("/incident", "followups");
  expect(told()).toEqual(["INC-42: 1 follow-up open, 1 done"]);
});

test.each<[string, string, string, object]>([
  [actionIds.unmute, alarmRef(arn), "unmuteAlarm", { alarm: arn }],
  [actionIds.resolveProposed, "12", "resolveIncident", { proposed: 12 }],
  [`${actionIds.followUpDone}:1`, "7", "finishFollowUp", { followUp: 7 }],
])("the button %s starts its flow", async (actionId, value, flow, wish) => {
  const { press, called, acks } = tending();
  await press(actionId, encodeRef({ ...ref, value }));
  expect(called).toEqual([[flow, expect.objectContaining({ ...ref, ...wish, actor })]]);
  expect(acks).toHaveLength(1);
});

test.each([
  ["mute", viewIds.mute],
  ["merge", viewIds.merge],
  ["followup", viewIds.followUp],
  ["summary", viewIds.summary],
])("the tray's button %s opens its form", async (verb, form) => {
  const { press, api } = tending();
  await press(`${actionIds.verb}:0`, encodeRef({ ...ref, do: verb }));
  expect(api[0]?.[1].view?.callback_id).toBe(form);
});

const chosen = (value: string) => ({ selected_option: { value } });

test.each<[string, Record<string, object>, string, object]>([
  [
    viewIds.mute,
    { alarm: chosen(alarmRef(arn)), duration: chosen("2h"), reason: { value: "It flaps" } },
    "muteAlarm",
    { alarm: arn, duration: "2h", reason: "It flaps" },
  ],
  [viewIds.merge, { into: chosen("two") }, "mergeIncident", { into: "two" }],
  [
    viewIds.followUp,
    { text: { value: "Rotate" }, person: { selected_user: "U0LEAD" }, due: { value: "3d" } },
    "addFollowUp",
    { text: "Rotate", owner: { id: "U0LEAD", name: "Responder" }, due: "3d" },
  ],
  [viewIds.summary, { text: { value: "A key leaked." } }, "writeSummary", { text: "A key leaked." }],
  [
    viewIds.correct,
    { entry: chosen("7"), text: { value: "right" } },
    "correctEntry",
    { corrects: 7, text: "right" },
  ],
  [
    viewIds.severity,
    { severity: chosen("P1"), reason: { value: "Customers see it" } },
    "changeSeverity",
    { severity: "P1", reason: "Customers see it" },
  ],
])("the form %s starts its flow", async (form, fields, flow, wish) => {
  const { submit, called, acks } = tending();
  await submit(form, ref, fields);
  expect(called).toEqual([[flow, expect.objectContaining({ ...ref, ...wish, actor })]]);
  expect(acks).toEqual([undefined]);
});
