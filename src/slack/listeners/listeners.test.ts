import { describe, expect, test } from "vitest";
import { one, scene, who } from "../../../test/fakes/slack-scene.ts";
import { incident, runbook } from "../../../test/fixtures/slack/record.ts";
import { ConflictError, ForbiddenError, InputError } from "../../domain/errors.ts";
import type { EngineChoice } from "../../flows/runs/engine-choices.ts";
import { actionIds, encodeRef, parseRef, viewIds } from "../ids.ts";

const ref = { incidentId: one.id };
const actor = who;

test.each<[string, string, object]>([
  [
    "declare P1 Somebody is in",
    "declareIncident",
    { title: "Somebody is in", severity: "P1", channel: "C0INCIDENTS", actor },
  ],
  ["open Somebody is in", "declareIncident", { title: "Somebody is in", actor }],
  ["ack", "acknowledgeIncident", { ...ref, actor }],
  ["take INC-42", "takeCommand", { ...ref, actor }],
  [
    "assign <@U0LEAD|lead>",
    "assignCommander",
    { ...ref, person: { id: "U0LEAD", name: "Responder" }, actor },
  ],
  ["severity p1", "changeSeverity", { ...ref, severity: "P1", actor }],
  ["snooze 2h a known test", "snoozeIncident", { ...ref, duration: "2h", reason: "a known test", actor }],
  ["note seen", "addNote", { ...ref, text: "seen", actor }],
  ["run", "requestRun", { ...ref, stepId: undefined, actor }],
  ["run who", "requestRun", { ...ref, stepId: "who", actor }],
  ["resolve it was us", "resolveIncident", { ...ref, resolution: "it was us", actor }],
  ["close it was us", "resolveIncident", { ...ref, resolution: "it was us", actor }],
  ["reopen INC-42 it is back", "reopenIncident", { ...ref, reason: "it is back", actor }],
  ["transcript", "sayTranscript", { ...ref, actor }],
])("/incident %s starts %s", async (text, flow, wish) => {
  const { command, called, acks, told } = scene();
  await command("/incident", text);
  expect(called).toEqual([[flow, expect.objectContaining(wish)]]);
  expect(acks).toHaveLength(1);
  expect(told()).toHaveLength(1);
});

test.each([
  ["declare", viewIds.declare],
  ["assign", viewIds.assign],
  ["severity", viewIds.severity],
  ["note", viewIds.note],
  ["snooze", viewIds.snooze],
  ["snooze 2h", viewIds.snooze],
  ["resolve", viewIds.resolve],
])("/incident %s without more opens its form", async (text, form) => {
  const { command, api, called } = scene();
  await command("/incident", text);
  expect(api).toEqual([
    ["views.open", expect.objectContaining({ view: expect.objectContaining({ callback_id: form }) })],
  ]);
  expect(called).toEqual([]);
});

test.each(["list", "status", "status INC-42", "help", "frobnicate"])(
  "/incident %s only tells",
  async (text) => {
    const { command, called, told } = scene();
    await command("/incident", text);
    expect(called).toEqual([]);
    expect(told()).toHaveLength(1);
  },
);

test.each<[string, Parameters<typeof encodeRef>[0], string, object]>([
  [actionIds.acknowledge, ref, "acknowledgeIncident", { ...ref, actor }],
  [actionIds.take, ref, "takeCommand", { ...ref, actor }],
  [
    actionIds.runNext,
    { ...ref, stepId: "who", version: 3 },
    "requestRun",
    { ...ref, stepId: "who", version: 3, actor },
  ],
  [
    actionIds.run,
    { ...ref, stepId: "who", version: 3 },
    "requestRun",
    { ...ref, stepId: "who", version: 3, actor },
  ],
  [actionIds.cancel, { ...ref, runId: "r" }, "cancelRun", { runId: "r", actor }],
  [actionIds.fullResult, { ...ref, runId: "r" }, "sayRows", { runId: "r", actor }],
  [actionIds.askAgain, { ...ref, runId: "r" }, "askAgain", { runId: "r", actor }],
  [
    actionIds.stopRounds,
    { ...ref, stepId: "quiet", version: 3 },
    "stopRounds",
    { ...ref, stepId: "quiet", version: 3, actor },
  ],
  [
    `${actionIds.answer}:1`,
    { ...ref, stepId: "was-it-you", version: 2, value: "not-mine" },
    "answerStep",
    { ...ref, stepId: "was-it-you", version: 2, value: "not-mine", actor },
  ],
  [
    actionIds.startRunbook,
    { ...ref, runbookId: "access-key-compromise" },
    "startRunbook",
    { ...ref, runbookId: "access-key-compromise", actor },
  ],
  [
    `${actionIds.pickIncident}:0`,
    { ...ref, rest: "incident note two words" },
    "addNote",
    { ...ref, text: "two words", actor },
  ],
])("the button %s starts its flow", async (actionId, made, flow, wish) => {
  const { press, called, acks } = scene();
  await press(actionId, encodeRef(made));
  expect(called).toEqual([[flow, expect.objectContaining(wish)]]);
  expect(acks).toHaveLength(1);
});

test.each([
  [actionIds.resolve, viewIds.resolve],
  [actionIds.reopen, viewIds.reopen],
  [actionIds.answerWithNote, viewIds.answer],
])("the button %s opens its form", async (actionId, form) => {
  const { press, api } = scene();
  await press(actionId, encodeRef({ ...ref, stepId: "rotate", version: 1, value: "done" }));
  expect(api[0]?.[1].view?.callback_id).toBe(form);
});

test.each([
  ["note", viewIds.note],
  ["snooze", viewIds.snooze],
  ["severity", viewIds.severity],
  ["runbook", viewIds.runbook],
] as const)("an option %s of an older message opens its form", async (verb, form) => {
  const { press, api } = scene();
  const selected_option = {
    value: encodeRef({ ...ref, do: verb }),
    text: { type: "plain_text", text: verb },
  };
  await press(actionIds.more, "", { type: "overflow", selected_option });
  expect(api[0]?.[1].view?.callback_id).toBe(form);
});

test.each<[string, Parameters<typeof encodeRef>[0], Record<string, object>, string, object]>([
  [
    viewIds.declare,
    { channel: "C0INCIDENTS" },
    { title: { value: "Trouble" }, severity: { selected_option: { value: "P2" } } },
    "declareIncident",
    { title: "Trouble", severity: "P2", channel: "C0INCIDENTS" },
  ],
  [viewIds.note, ref, { text: { value: "seen" } }, "addNote", { ...ref, text: "seen" }],
  [viewIds.resolve, ref, { resolution: { value: null } }, "resolveIncident", { ...ref, resolution: null }],
  [viewIds.reopen, ref, { reason: { value: "back" } }, "reopenIncident", { ...ref, reason: "back" }],
  [
    viewIds.assign,
    ref,
    { person: { selected_user: "U0LEAD" } },
    "assignCommander",
    { person: { id: "U0LEAD", name: "Responder" } },
  ],
  [
    viewIds.snooze,
    ref,
    { duration: { selected_option: { value: "4h" } }, reason: { value: "a known test" } },
    "snoozeIncident",
    { ...ref, duration: "4h", reason: "a known test" },
  ],
  [
    viewIds.severity,
    ref,
    { severity: { selected_option: { value: "P4" } } },
    "changeSeverity",
    { severity: "P4" },
  ],
  [
    viewIds.answer,
    { ...ref, stepId: "rotate", version: 4, value: "done" },
    { note: { value: "did it" } },
    "answerStep",
    { ...ref, stepId: "rotate", version: 4, value: "done", note: "did it" },
  ],
  [
    viewIds.runbook,
    { ...ref, channel: "C0INCIDENTS" },
    { runbook: { selected_option: { value: "access-key-compromise" } } },
    "startRunbook",
    { ...ref, runbookId: "access-key-compromise" },
  ],
  [
    viewIds.inputs,
    { ...ref, channel: "C0INCIDENTS", runbookId: "access-key-compromise", value: '{"window":"last 1h"}' },
    { "input:key": { value: "AKIAIOSFODNN7EXAMPLE" } },
    "startRunbook",
    { inputs: { key: "AKIAIOSFODNN7EXAMPLE", window: "last 1h" } },
  ],
  [
    viewIds.askWith,
    { ...ref, stepId: "who" },
    { engine: { selected_option: { value: "athena" } } },
    "askWith",
    { ...ref, stepId: "who", engine: "athena" },
  ],
  [
    viewIds.askWith,
    { ...ref, channel: one.channel, rest: '{"ip":"203.0.113.9","last":"7d","accounts":"all"}' },
    { engine: { selected_option: { value: "athena" } } },
    "askTrail",
    { ...ref, quiet: false, question: { ip: "203.0.113.9", last: "7d", accounts: "all", engine: "athena" } },
  ],
  [
    viewIds.skip,
    { ...ref, stepId: "who", version: 4 },
    { reason: { value: "The owner called." } },
    "skipStep",
    { ...ref, stepId: "who", version: 4, reason: "The owner called." },
  ],
  [
    viewIds.changeInputs,
    { ...ref, stepId: "who", version: 4 },
    { "input:key": { value: "AKIAIOSFODNN7EXAMPLE" } },
    "changeInputs",
    { ...ref, stepId: "who", version: 4, given: { key: "AKIAIOSFODNN7EXAMPLE" } },
  ],
])("the form %s starts its flow", async (callbackId, made, fields, flow, wish) => {
  const { submit, called, acks } = scene();
  await submit(callbackId, made, fields);
  expect(called).toEqual([[flow, expect.objectContaining({ ...wish, actor })]]);
  expect(acks).toEqual([undefined]);
});

test("/runbook run with inputs starts it; when more is needed, a form asks", async () => {
  const { command, called, answers, api } = scene();
  await command("/runbook", "run access-key-compromise INC-42 key=AKIAIOSFODNN7EXAMPLE");
  expect(called).toEqual([
    [
      "startRunbook",
      { ...ref, runbookId: "access-key-compromise", inputs: { key: "AKIAIOSFODNN7EXAMPLE" }, actor },
    ],
  ]);
  const input = { type: "access-key-id" as const, ask: "Which access key?" };
  answers.startRunbook = {
    outcome: "needs-inputs",
    inputs: [{ name: "key", ask: "Which access key?", input }],
  };
  await command("/runbook", "run access-key-compromise");
  expect(api[0]?.[1].view?.callback_id).toBe(viewIds.inputs);
});

test.each([
  ["", "Runbooks"],
  ["list", "Runbooks"],
  ["access-key-compromise", runbook().title],
  ["show access-key-compromise", runbook().title],
  ["key", "Runbooks"],
  ["lsit", "Did you mean list?"],
  ["shwo access-key-compromise", "Did you mean show?"],
  ["acces-key-compromise", "Did you mean access-key-compromise?"],
  ["frobnicate", "does not know “frobnicate”"],
])("/runbook %s finds %s", async (text, words) => {
  const { command, told, called } = scene();
  await command("/runbook", text);
  expect(told()[0]).toContain(words);
  expect(called).toEqual([]);
});

test("/trail opens a form with what was typed", async () => {
  const { command, api } = scene();
  await command("/trail", "key=AKIAIOSFODNN7EXAMPLE last=7d");
  expect(JSON.stringify(api[0])).toContain('"initial_value":"AKIAIOSFODNN7EXAMPLE"');
});

test("/trail offers all accounts where there are several, and takes them by name", async () => {
  const { command, api } = scene();
  await command("/trail", "ip=203.0.113.9 accounts=prod");
  const form = JSON.stringify(api[0]);
  expect(form).toContain("All accounts");
  expect(form).toMatch(/"initial_option":\{"text":\{[^}]*"text":"prod \(111122223333\)"/);
});

describe("the form of /trail", () => {
  const fields = {
    ip: { value: "203.0.113.9" },
    last: { selected_option: { value: "7d" } },
    accounts: { selected_option: { value: "444455556666" } },
  };
  const question = { ip: "203.0.113.9", last: "7d", accounts: ["444455556666"] };
  const choices = (seconds: number): EngineChoice[] => [
    { engine: "event-history", usual: true, plan: { estimate: { seconds } } },
    { engine: "log-group", usual: false, refused: "No log group is set." },
  ];

  test("asks at once when the answer comes soon", async () => {
    const { submit, called, answers, acks } = scene();
    answers.trailChoices = { title: "ip 203.0.113.9", choices: choices(5) };
    await submit(viewIds.trail, { ...ref, channel: one.channel }, fields);
    expect(called.at(-1)).toEqual([
      "askTrail",
      { ...ref, question: expect.objectContaining(question), quiet: false, actor },
    ]);
    expect(acks).toEqual([undefined]);
  });

  test("says first what it takes when that is long, and asks nothing yet", async () => {
    const { submit, called, answers, acks } = scene();
    answers.trailChoices = { title: "ip 203.0.113.9", choices: choices(360) };
    await submit(viewIds.trail, ref, fields);
    expect(called.map(([flow]) => flow)).toEqual(["trailChoices"]);
    const [shown] = acks as [
      { response_action: string; view: { callback_id: string; private_metadata: string } },
    ];
    expect(shown).toMatchObject({ response_action: "update", view: { callback_id: viewIds.askWith } });
    expect(JSON.stringify(shown)).toMatch(/event-history, about 6 min.*No log group is set/);
    const kept = JSON.parse(parseRef(shown.view.private_metadata).rest ?? "");
    expect(kept).toMatchObject({ ip: "203.0.113.9", last: "7d", accounts: "444455556666" });
  });

  test("asks whom the person chose without a question back", async () => {
    const { submit, called } = scene();
    await submit(viewIds.trail, ref, { ...fields, engine: { selected_option: { value: "event-history" } } });
    expect(called.map(([flow]) => flow)).toEqual(["askTrail"]);
  });
});

test("Ask with… shows what each engine would take", async () => {
  const { press, answers, api } = scene();
  answers.engineChoices = {
    title: "Who?",
    choices: [{ engine: "athena", usual: true, plan: { estimate: { seconds: 12 } } }],
  };
  await press(actionIds.askWith, encodeRef({ ...ref, stepId: "who", version: 4 }));
  expect(api[0]?.[1].view?.callback_id).toBe(viewIds.askWith);
  expect(JSON.stringify(api[0])).toContain("athena, about 12 s (usual)");
});

test("a refusal is told to the clicker alone and kept in the audit", async () => {
  const { press, failures, told, called, acks } = scene();
  const error = new ForbiddenError("Only a lead may.");
  failures.takeCommand = error;
  await press(actionIds.take, encodeRef(ref));
  expect(told()).toEqual(["Only a lead may."]);
  expect(called.at(-1)).toEqual([
    "auditRefusal",
    { actor, action: actionIds.take, incidentId: one.id, error },
  ]);
  expect(acks).toHaveLength(1);
});

test("an old button is told so, and what it belongs to is shown anew", async () => {
  const { press, failures, told, called } = scene();
  failures.requestRun = new ConflictError("This button is out of date.");
  await press(actionIds.run, encodeRef({ ...ref, stepId: "who", version: 1 }));
  expect(told()).toEqual(["This button is out of date."]);
  expect(called.at(-1)).toEqual([
    "refresh",
    [
      { show: "incident", ...ref },
      { show: "step", ...ref, stepId: "who" },
    ],
  ]);
});

test("a button of another version of Cairn points at the newest message", async () => {
  const { press, told, called } = scene();
  await press(actionIds.acknowledge, '{"v":9}');
  expect(told()[0]).toContain("newest message");
  expect(called).toEqual([]);
});

test("a bug shows an id that stands in the log, and nothing of itself", async () => {
  const { press, failures, told, lines, acks } = scene();
  failures.acknowledgeIncident = new TypeError("undefined is not a function");
  await press(actionIds.acknowledge, encodeRef(ref));
  expect(told()[0]).toMatch(/Something went wrong.*12345678/);
  expect(told()[0]).not.toContain("undefined");
  expect(
    lines.some((line) => line.includes("12345678") && line.includes("undefined is not a function")),
  ).toBe(true);
  expect(acks).toHaveLength(1);
});

test("a form that is refused keeps what was typed and says why beside the field", async () => {
  const { submit, failures, acks } = scene();
  failures.addNote = new InputError("The note is empty.");
  await submit(viewIds.note, ref, { text: { value: " " } });
  expect(acks).toEqual([{ response_action: "errors", errors: { text: "The note is empty." } }]);
});

test("each fault of a form stands under its own field, and what belongs to none under the first", async () => {
  const { submit, failures, acks } = scene();
  const words = "not a key. not a call.";
  failures.askTrail = new InputError(words, { fields: { key: "not a key.", call: "not a call." } });
  const fields = { who: { value: "" }, key: { value: "x" }, call: { value: "y" } };
  await submit(viewIds.trail, ref, fields);
  failures.startRunbook = new InputError("key: no.", { fields: { key: "no." } });
  await submit(viewIds.inputs, { ...ref, runbookId: runbook().id }, { "input:key": { value: "x" } });
  failures.askTrail = new InputError("Too long.", { fields: { gone: "Too long." } });
  await submit(viewIds.trail, ref, fields);
  expect(acks).toEqual([
    { response_action: "errors", errors: { key: "not a key.", call: "not a call." } },
    { response_action: "errors", errors: { "input:key": "no." } },
    { response_action: "errors", errors: { who: "Too long." } },
  ]);
});

test("what nobody listens to is acknowledged all the same", async () => {
  const { press, submit, acks, called } = scene();
  await press("cairn.not-built-yet", "x");
  await submit("cairn.form.unknown", {}, {});
  expect(acks).toHaveLength(2);
  expect(called).toEqual([]);
});

test("without an open incident the way on is named", async () => {
  const { command, told, called } = scene({ open: [] });
  await command("/incident", "ack");
  expect(told()[0]).toContain("/incident declare");
  expect(called).toEqual([]);
});

test("with several open incidents the person chooses, and what they typed is carried on", async () => {
  const two = incident({ id: "another", number: 43 });
  const { command, told, called } = scene({ open: [one, two] });
  await command("/incident", "note two words");
  expect(told()[0]).toContain("Which one");
  expect(called).toEqual([]);
});

test("/trail who asks who is behind a key or an ARN in the incident that is meant", async () => {
  const { command, called } = scene();
  await command("/trail", "who AKIAIOSFODNN7EXAMPLE");
  expect(called).toEqual([
    [
      "askWho",
      { incidentId: one.id, of: "AKIAIOSFODNN7EXAMPLE", actor: expect.objectContaining({ id: who.id }) },
    ],
  ]);
});

test("“Who is it?” asks about whom the answer names, who stays in the record", async () => {
  const { press, called } = scene();
  await press(`${actionIds.who}:1`, encodeRef({ incidentId: one.id, runId: "run-1", value: "1" }));
  expect(called).toMatchObject([["askWho", { incidentId: one.id, of: { runId: "run-1", nth: 1 } }]]);
});
