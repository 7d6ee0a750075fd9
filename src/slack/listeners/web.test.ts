import { describe, expect, test } from "vitest";
import { one, scene, who } from "../../../test/fakes/slack-scene.ts";
import { incident } from "../../../test/fixtures/slack/record.ts";
import { actionIds, encodeRef, viewIds } from "../ids.ts";

const desk = { pagesUrl: "https://cairn.example.com" };

describe("where an incident is in the browser", () => {
  test.each(["web", "pages", "web INC-42", "INC-42 link"])(
    "is told for “%s”, to that person alone",
    async (text) => {
      const { command, told, called } = scene({ desk });
      await command("/incident", text);
      expect(told()).toEqual([
        "INC-42 on its page · <https://cairn.example.com/incidents/INC-42|Open its page>",
      ]);
      expect(called).toEqual([]);
    },
  );

  test("is not told of a private incident to whoever is not in it", async () => {
    const secret = incident({ private: true, channel: "G0SECRET" });
    const reads = { incidentByNumber: async () => secret, incidents: async () => [secret] } as never;
    const { command, told } = scene({ desk: { ...desk, reads } });
    await command("/incident", "web INC-42");
    expect(told()[0]).toMatch(/^There is no INC-42/);
    expect(told().join()).not.toContain("cairn.example.com");
  });

  test("is nowhere without pages, and the tray offers it only with them", async () => {
    const without = scene();
    await without.command("/incident", "web");
    expect(without.told()[0]).toContain("There are no pages here");
    expect(without.told()[0]).toContain("/incident transcript html");
    for (const [offered, changes] of [
      [false, {}],
      [true, { desk }],
    ] as const) {
      const { command, api } = scene(changes);
      await command("/incident", "INC-42");
      expect(JSON.stringify(api).includes('"Its page"')).toBe(offered);
      expect(JSON.stringify(api).includes("https://cairn.example.com/incidents/INC-42")).toBe(offered);
    }
  });
});

describe("the zone of a transcript", () => {
  const settings = { channel: "C0INCIDENTS", accounts: [], zone: "Europe/Berlin" };
  const people = (zone: string | undefined) =>
    ({ actor: async (id: string) => ({ ...who, id }), zoneOf: async () => zone }) as never;

  test.each([
    ["Asia/Tokyo", "Asia/Tokyo"],
    [undefined, "Europe/Berlin"],
  ])("in the form is a person's own (%s), else the organisation's", async (own, initial) => {
    const { press, pressIn, api } = scene({ desk: { settings, people: people(own) } });
    await press(actionIds.more, encodeRef({ incidentId: one.id }));
    const tray = { type: "modal" as const, ref: { incidentId: one.id, rest: "tray" } };
    await pressIn(tray, `${actionIds.verb}:2`, encodeRef({ incidentId: one.id, do: "transcript" }));
    expect(api.at(-1)?.[1].view?.callback_id).toBe(viewIds.transcript);
    expect(JSON.stringify(api.at(-1))).toContain(`"initial_value":"${initial}"`);
  });

  test.each([
    ["Asia/Tokyo", "Asia/Tokyo"],
    // It stood in the form, and somebody took it out.
    [null, "UTC"],
  ])("in the form counts, and is UTC when it is taken out (%s)", async (given, zone) => {
    const { submit, called } = scene({ desk: { settings } });
    await submit(viewIds.transcript, { incidentId: one.id }, { zone: { value: given } });
    expect(called).toEqual([["sayTranscript", expect.objectContaining({ zone })]]);
  });
});
