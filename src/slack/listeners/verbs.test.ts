import { describe, expect, test } from "vitest";
import { one, scene } from "../../../test/fakes/slack-scene.ts";
import { incident } from "../../../test/fixtures/slack/record.ts";
import { actionIds, encodeRef } from "../ids.ts";
import { parseCommandText, withNumber } from "./command-text.ts";
import { closestVerb, findVerb } from "./find-verb.ts";
import { verbs } from "./verbs.ts";

const named = (name: string) => verbs.find((verb) => verb.name === name) ?? expect.fail(name);

test("no word means two verbs, and each is found by all of its words", () => {
  const all = verbs.flatMap(({ name, synonyms }) => [name, ...synonyms]);
  expect(all.filter((word, at) => all.indexOf(word) !== at)).toEqual([]);
  expect(all.every((word) => /^\S+$/.test(word) && word === word.toLowerCase())).toBe(true);
  for (const verb of verbs)
    for (const word of verb.synonyms) expect(findVerb(verbs, word)?.name).toBe(verb.name);
});

test.each([
  ["close", "resolve"],
  ["open", "declare"],
  ["new", "declare"],
  ["acknowledge", "ack"],
  ["sev", "severity"],
  ["own", "take"],
  ["lead", "take"],
  ["trail", "ask"],
])("%s is %s", (word, name) => {
  expect(findVerb(verbs, word)?.name).toBe(name);
});

test.each([
  ["reslove", "resolve"],
  ["resolv", "resolve"],
  ["aknowledge", "ack"],
  ["sevrity", "severity"],
  ["trans", "transcript"],
  ["takee", "take"],
  ["declaer", "declare"],
])("%s was probably %s", (typed, meant) => {
  expect(findVerb(verbs, typed)).toBeUndefined();
  expect(closestVerb(verbs, typed)?.name).toBe(meant);
});

test.each(["frobnicate", "x", "", "please", "z".repeat(5_000)])("%s resembles no verb", (typed) => {
  expect(closestVerb(verbs, typed)).toBeUndefined();
});

describe("an incident is named", () => {
  test.each([
    ["ack 42", "ack", 42, ""],
    ["ack inc42", "ack", 42, ""],
    ["INC-42 ack", "ack", 42, ""],
    ["42 ack", "ack", 42, ""],
    ["severity 42 P1", "severity", 42, "P1"],
    ["severity P1 INC-42", "severity", 42, "P1"],
    ["assign <@U0LEAD|lead> inc-42", "assign", 42, "@lead"],
    ["note 42", "note", 42, ""],
    ["note 42 failed logins", "note", undefined, "42 failed logins"],
    ["resolve see INC-41", "resolve", undefined, "see INC-41"],
  ])("in “%s”", (text, name, number, rest) => {
    const said = withNumber(parseCommandText(text), named(name));
    expect(said).toMatchObject({ verb: name, rest });
    expect(said.number).toBe(number);
  });
});

test("a typo is not carried out, and asks with a button that carries on with all that was typed", async () => {
  const { command, called, told, press } = scene();
  await command("/incident", "reslove it was us");
  expect(called).toEqual([]);
  expect(told()).toEqual(["/incident does not know “reslove”. Did you mean resolve?"]);
  await press(actionIds.sayAgain, encodeRef({ rest: "incident resolve it was us" }));
  expect(called.at(-1)).toEqual(["resolveIncident", expect.objectContaining({ resolution: "it was us" })]);
});

describe("which incident is meant", () => {
  const reads = (here: ReturnType<typeof incident>[], all: ReturnType<typeof incident>[]) => ({
    incident: async (id: string) => all.find((each) => each.id === id),
    incidents: async ({ channel }: { channel?: string }) => (channel === undefined ? all : here),
    incidentByThread: async () => undefined,
  });
  const two = incident({ id: "another", number: 43, title: "Elsewhere" });

  test("what is open elsewhere is offered and never guessed, and goes on when it is chosen", async () => {
    const { command, press, told, called } = scene({ desk: { reads: reads([], [two]) as never } });
    await command("/incident", "note two words");
    expect(called).toEqual([]);
    expect(told()[0]).toContain("in this channel, but elsewhere. Which one do you mean?");
    await press(actionIds.pickIncident, encodeRef({ incidentId: two.id, rest: "incident note two words" }));
    expect(called).toEqual([["addNote", expect.objectContaining({ incidentId: two.id, text: "two words" })]]);
  });

  test("a private one of others is not offered", async () => {
    const secret = incident({ id: "secret", private: true, channel: "G0SECRET" });
    const { command, told, called } = scene({ desk: { reads: reads([], [secret]) as never } });
    await command("/incident", "ack");
    expect(told()[0]).toContain("No incident is open");
    expect(told()[0]).not.toContain("elsewhere");
    expect(called).toEqual([]);
  });

  test("a transcript may be of what is resolved when nothing is open", async () => {
    const over = incident({ state: "resolved" });
    const { command, called } = scene({ desk: { reads: reads([over], [over]) as never } });
    await command("/incident", "transcript");
    expect(called.map(([flow]) => flow)).toEqual(["sayTranscript"]);
  });
});

describe("the tray", () => {
  test.each(["", "42", "INC-42", "tray"])("opens for “%s” with what that person may do", async (text) => {
    const { command, api } = scene();
    await command("/incident", text);
    expect(api.map(([method]) => method)).toEqual(["views.open"]);
    expect(JSON.stringify(api)).toContain("INC-42");
    expect(JSON.stringify(api)).toContain('"Resolve…"');
    // It is not resolved, so there is nothing to reopen.
    expect(JSON.stringify(api)).not.toContain('"Reopen…"');
  });

  test("of a number that is not there says so", async () => {
    const { command, told } = scene();
    await command("/incident", "INC-7");
    expect(told()).toEqual(["There is no INC-7. /incident list shows what there is."]);
  });

  test("opens behind More… of the incident's message, and each of its buttons does what the verb does", async () => {
    const { press, pressIn, api, called } = scene({ open: [one, incident({ id: "another", number: 43 })] });
    await press(actionIds.more, encodeRef({ incidentId: one.id }));
    expect(JSON.stringify(api)).toContain("views.open");
    const tray = { type: "modal" as const, ref: { incidentId: one.id, rest: "tray" } };
    await pressIn(tray, `${actionIds.verb}:2`, encodeRef({ incidentId: one.id, do: "ack" }));
    // The incident is the button's, though two are open here.
    expect(called.at(-1)).toEqual(["acknowledgeIncident", expect.objectContaining({ incidentId: one.id })]);
    expect(api.at(-1)?.[0]).toBe("views.update");
  });

  test("a button of a verb that is gone says so", async () => {
    const { press, told } = scene();
    await press(actionIds.verb, encodeRef({ incidentId: one.id, do: "juggle" }));
    expect(told()[0]).toContain("another version");
  });
});

test("every help line can be typed as it stands", () => {
  for (const { name, usage, meaning } of verbs) {
    expect(usage, name).not.toMatch(/^\s|\s$/);
    expect(meaning.length, name).toBeGreaterThan(5);
  }
});
