import { describe, expect, test } from "vitest";
import type { PersonClient, SeenMessage } from "../../src/sandbox/slack/index.ts";
import { refreshHomes } from "../../src/slack/listeners/home.ts";
import { asidesIn, channel, find, type Scene, setScene, until } from "./slack-scene.ts";

// Tray, mentions, shortcuts and App Home, through the real Bolt and the sandbox's strict checks.

type View = NonNullable<Awaited<ReturnType<PersonClient["modal"]>>>;
const words = (view: unknown): string => JSON.stringify(view);

/** Presses a button of a form or the App Home by its label. */
async function pressIn(person: PersonClient, view: View, label: string, nth = 0): Promise<void> {
  type Button = { action_id?: string; text?: { text?: string } };
  const buttons = (view.blocks as { block_id: string; elements?: Button[] }[]).flatMap(
    ({ block_id, elements = [] }) =>
      elements
        .filter(({ text }) => text?.text === label)
        .map(({ action_id }) => ({ blockId: block_id, action_id })),
  );
  const button = buttons[nth];
  if (button?.action_id === undefined) throw new Error(`There is no button "${label}" in ${words(view)}`);
  const where = view.type === "home" ? { home: true } : { viewId: String(view.id) };
  const pressed = await person.press({ ...where, actionId: button.action_id, blockId: button.blockId });
  expect(pressed).toMatchObject({ ok: true });
}

const modal = (person: PersonClient, holds: string): Promise<View> =>
  person.until(
    async () => {
      const view = await person.modal();
      return view && words(view).includes(holds) ? view : undefined;
    },
    5_000,
    `a form with “${holds}”`,
  );

const home = (person: PersonClient, holds: string): Promise<View> =>
  person.until(
    async () => {
      const view = await person.home();
      return view && words(view).includes(holds) ? (view as View) : undefined;
    },
    5_000,
    `an App Home with “${holds}”`,
  );

const actions = async ({ world }: Scene): Promise<string[]> =>
  (await world.ports.store.timeline((await world.onlyIncident()).id)).map(({ action }) => action);

/** Slack refused nothing and waited for nothing. */
function expectNoComplaint({ workspace }: Scene): void {
  const { refused, acks } = workspace.report();
  expect({ refused, late: acks.late, missing: acks.missing }).toEqual({ refused: [], late: [], missing: [] });
}

describe("the tray", () => {
  test("acts on the channel's only open incident, and says what became of it", async () => {
    const scene = await setScene();
    const { world, responder, deliver } = scene;
    await world.alarm();
    await deliver();
    await responder.command({ channel, text: "/incident" });
    const tray = await modal(responder, "Acknowledge");
    await pressIn(responder, tray, "Acknowledge");
    const told = await modal(responder, "INC-1 is acknowledged");
    expect((await world.onlyIncident()).acknowledgedBy).toMatchObject({ id: "U0RESPONDER" });
    await pressIn(responder, told, "Back");
    const again = await modal(responder, "Resolve…");
    expect(words(again)).not.toContain('"Acknowledge"');
    await pressIn(responder, again, "Note…");
    await modal(responder, "Add a note");
    expect(await responder.submit({ values: { text: "seen from the tray" } })).toMatchObject({ ok: true });
    expect(await actions(scene)).toContain("note.add");
    // What was done shows in the thread; the tray beneath would be out of date.
    await responder.until(async () => (await responder.modal()) === undefined);
    expectNoComplaint(scene);
  });

  test("lists what is open when several are, and goes on with the chosen one", async () => {
    const scene = await setScene();
    const { responder, deliver } = scene;
    await responder.command({ channel, text: "/incident declare First trouble" });
    await responder.command({ channel, text: "/incident declare P1 Second trouble" });
    await deliver();
    await responder.command({ channel, text: "/incident" });
    const tray = await modal(responder, "Open in this channel");
    await pressIn(responder, tray, "INC-2");
    const chosen = await modal(responder, "Take command");
    expect(words(chosen)).toContain("Second trouble");
    expect(words(chosen)).not.toContain("First trouble");
    expectNoComplaint(scene);
  });

  test("stands in a thread as an aside, where the bot is named with nothing behind it", async () => {
    const scene = await setScene();
    const { world, workspace, responder, oncall, deliver, root } = scene;
    await world.alarm();
    await deliver();
    const { ts } = await root();
    await responder.post({ channel, threadTs: ts, text: `<@${workspace.botUserId}>` });
    const aside = await responder.until(async () =>
      (await responder.thread(channel, ts)).find((each) => each.is_ephemeral),
    );
    expect(String(aside.text)).toContain("INC-1");
    await responder.press({ channel, ts: aside.ts, ...find(aside, "Take command") });
    await until(async () => (await world.onlyIncident()).commander?.id === "U0RESPONDER", "command");
    expect(await asidesIn(oncall, ts)).toEqual([]);
    expectNoComplaint(scene);
  });
});

describe("a mention in the thread", () => {
  test("carries out a verb by any of its names, and asks with a form for what is missing", async () => {
    const scene = await setScene();
    const { world, workspace, deliver, root } = scene;
    const responder = workspace.as("U0LEAD");
    await world.alarm();
    await deliver();
    const { ts } = await root();
    const bot = `<@${workspace.botUserId}>`;
    await responder.post({ channel, threadTs: ts, text: `${bot} acknowledge` });
    await until(async () => (await world.onlyIncident()).state === "acknowledged", "the word");

    await responder.post({ channel, threadTs: ts, text: `${bot} sev` });
    const aside = await responder.until(async () =>
      (await responder.thread(channel, ts)).find((each) => String(each.text).includes("form asks for it")),
    );
    await responder.press({ channel, ts: aside.ts, ...find(aside, "Open the form") });
    await modal(responder, "Change the severity");
    expect(await responder.submit({ values: { severity: "P1" } })).toMatchObject({ ok: true });
    expect((await world.onlyIncident()).severity).toBe("P1");

    await responder.post({ channel, threadTs: ts, text: `${bot} reslove it was us` });
    const typo = await responder.until(async () =>
      (await responder.thread(channel, ts)).find((each) =>
        String(each.text).includes("Did you mean resolve?"),
      ),
    );
    expect((await world.onlyIncident()).state).toBe("acknowledged");
    await responder.press({ channel, ts: typo.ts, ...find(typo, "Yes, resolve") });
    await until(async () => (await world.onlyIncident()).resolution === "it was us", "the resolution");
    expectNoComplaint(scene);
  });
});

describe("shortcuts", () => {
  test("put a message of the thread on the timeline once, with its author, time and address", async () => {
    const scene = await setScene();
    const { world, responder, oncall, deliver, root } = scene;
    await world.alarm();
    await deliver();
    const { ts } = await root();
    await oncall.post({ channel, threadTs: ts, text: "I turned the *old* key off" });
    const message = (await oncall.thread(channel, ts)).at(-1) as SeenMessage;
    const use = () => responder.shortcut({ callbackId: "cairn.add-to-timeline", channel, ts: message.ts });
    expect(await use()).toMatchObject({ ok: true });
    expect(await use()).toMatchObject({ ok: true });
    await responder.until(async () =>
      (await asidesIn(responder, ts)).some((each) => each.includes("already")),
    );
    const { store } = world.ports;
    const pins = (await store.timeline((await world.onlyIncident()).id)).filter(
      ({ action }) => action === "message.pin",
    );
    expect(pins).toHaveLength(1);
    expect(pins[0]?.body).toMatchObject({
      ts: message.ts,
      threadTs: ts,
      author: "U0ONCALL",
      text: "I turned the *old* key off",
      permalink: expect.stringContaining(`/archives/${channel}/p${message.ts.replace(".", "")}`),
    });
    expectNoComplaint(scene);
  });

  test("declare an incident from a message, which becomes its first note", async () => {
    const scene = await setScene();
    const { world, responder, oncall } = scene;
    await oncall.post({ channel, text: "Somebody signed in as root\nfrom an address nobody knows" });
    const message = (await oncall.messages(channel)).at(-1) as SeenMessage;
    await responder.shortcut({ callbackId: "cairn.declare-from-message", channel, ts: message.ts });
    expect(words(await modal(responder, "first entry"))).toContain(
      '"initial_value":"Somebody signed in as root"',
    );
    expect(await responder.submit({ values: { severity: "P2" } })).toMatchObject({ ok: true });
    const incident = await world.onlyIncident();
    expect(incident).toMatchObject({ title: "Somebody signed in as root", severity: "P2", channel });
    const [, pin] = await world.ports.store.timeline(incident.id);
    expect(pin).toMatchObject({ action: "message.pin", body: { ts: message.ts, author: "U0ONCALL" } });
    expect(pin?.body.text).toContain("from an address nobody knows");
    expectNoComplaint(scene);
  });

  test("link a message from elsewhere to an incident that is chosen", async () => {
    const scene = await setScene();
    const { world, responder, deliver } = scene;
    await responder.command({ channel, text: "/incident declare First trouble" });
    await responder.command({ channel, text: "/incident declare Second trouble" });
    await deliver();
    await responder.post({ channel: "C0GENERAL", text: "seen on the proxy too" });
    const message = (await responder.messages("C0GENERAL")).at(-1) as SeenMessage;
    await responder.shortcut({ callbackId: "cairn.link-to-incident", channel: "C0GENERAL", ts: message.ts });
    await modal(responder, "Which incident?");
    const [second, first] = await world.ports.store.incidents({});
    expect(await responder.submit({ values: { incident: `INC-1 P3 First trouble` } })).toMatchObject({
      ok: true,
    });
    await modal(responder, "on the timeline of INC-1");
    const of = async (id = "") => (await world.ports.store.timeline(id)).map(({ action }) => action);
    expect(await of(first?.id)).toContain("message.pin");
    expect(await of(second?.id)).not.toContain("message.pin");
    expectNoComplaint(scene);
  });

  test("keep a message whole that is too long for their form, also where Cairn is not", async () => {
    const scene = await setScene();
    const { world, responder } = scene;
    const text = "A line of a log & <script> of a host. ".repeat(90).trim();
    await responder.post({ channel: "C0GENERAL", text });
    const message = (await responder.messages("C0GENERAL")).at(-1) as SeenMessage;
    const at = { channel: "C0GENERAL", ts: message.ts };
    await responder.shortcut({ callbackId: "cairn.declare-from-message", ...at });
    await modal(responder, "first entry");
    expect(await responder.submit({ values: { severity: "P3" } })).toMatchObject({ ok: true });
    await responder.command({ channel, text: "/incident declare Another" });
    await responder.shortcut({ callbackId: "cairn.link-to-incident", ...at });
    await modal(responder, "Which incident?");
    expect(await responder.submit({ values: { incident: "INC-2 P3 Another" } })).toMatchObject({ ok: true });
    await modal(responder, "on the timeline of INC-2");
    for (const incident of await world.ports.store.incidents({})) {
      const [pin] = (await world.ports.store.timeline(incident.id)).filter(
        ({ action }) => action === "message.pin",
      );
      expect(pin?.body.text).toBe(text);
    }
    // Where Cairn is not, what it says aside shows in the form.
    const { refused } = scene.workspace.report();
    expect(refused.filter(({ method }) => method !== "chat.postEphemeral")).toEqual([]);
  });

  test("declare from anywhere", async () => {
    const scene = await setScene();
    const { world, responder } = scene;
    await responder.shortcut({ callbackId: "cairn.declare" });
    await modal(responder, "What is wrong?");
    expect(await responder.submit({ values: { title: "From the lightning bolt" } })).toMatchObject({
      ok: true,
    });
    expect(await world.onlyIncident()).toMatchObject({ title: "From the lightning bolt", channel });
    expectNoComplaint(scene);
  });
});

describe("the App Home", () => {
  test("shows what concerns its person, and follows when that changes without a flood", async () => {
    const scene = await setScene();
    const { world, workspace, responder, deliver, desk } = scene;
    await world.alarm();
    await deliver();
    await responder.openHome();
    const first = await home(responder, "Also open");
    expect(words(first)).toContain("Nothing is open that concerns you");
    await pressIn(responder, first, "Acknowledge");
    await until(async () => (await world.onlyIncident()).state === "acknowledged", "the word");
    // Pressed here, it shows here at once.
    const mine = await home(responder, "Your open incidents (1)");
    expect(words(mine)).toContain(`/archives/${channel}/p`);
    await refreshHomes(desk, async () => true);
    const published = () => workspace.report().calls["views.publish"] ?? 0;
    const before = published();
    await refreshHomes(desk, async () => true);
    expect(published()).toBe(before);

    await world.ports.store.transaction(async (tx) => {
      const incident = await tx.lockIncident((await world.onlyIncident()).id);
      await tx.saveIncident({ ...incident, commander: { id: "U0RESPONDER", name: "responder" } });
    });
    // Slack takes no more just now: it waits, and comes with the next round.
    expect(await refreshHomes(desk, async () => false)).toEqual({ waiting: true });
    expect(published()).toBe(before);
    await refreshHomes(desk, async () => true);
    const waits = await home(responder, "Waits for you (1)");
    await pressIn(responder, waits, "Run");
    await until(
      async () => (await world.ports.store.runs((await world.onlyIncident()).id)).length === 1,
      "the run",
    );
    expectNoComplaint(scene);
  });

  test("declares, tells of trouble, and is closed to guests", async () => {
    const scene = await setScene();
    const { world, workspace, responder, trouble } = scene;
    trouble.push("Messages to Slack are late, by more than a minute.");
    await responder.openHome();
    const degraded = await home(responder, "Cairn is degraded");
    expect(words(degraded)).toContain("late, by more than a minute");
    await pressIn(responder, degraded, "Declare an incident");
    await modal(responder, "What is wrong?");
    await responder.submit({ values: { title: "From the App Home" } });
    expect(await world.onlyIncident()).toMatchObject({ title: "From the App Home", channel });
    const guest = workspace.as("U0GUEST");
    await guest.openHome();
    expect(words(await home(guest, "Guests, bots"))).not.toContain("From the App Home");
    expectNoComplaint(scene);
  });
});
