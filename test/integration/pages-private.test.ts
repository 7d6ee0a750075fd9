import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Incident } from "../../src/domain/incident/incident.ts";
import { acknowledgeIncident } from "../../src/flows/incidents/acknowledge-incident.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { viewerOf } from "../../src/flows/incidents/list-incidents.ts";
import { addNote } from "../../src/flows/thread/add-note.ts";
import { keepChannels } from "../../src/flows/thread/keep-channels.ts";
import { type PagesGround, pagesGround, type TestBrowser, warRoom } from "./pages-ground.ts";
import { useDatabase } from "./postgres.ts";
import { run } from "./store-samples.ts";

const database = useDatabase();
let ground: PagesGround;
let secret: Incident;
let open: Incident;
const browsers = new Map<string, TestBrowser>();

/** In the war room: a responder and a lead. Not in it: a responder, a lead and an admin. */
const inside = ["U0RESPONDER", "U0ONCALL"];
const outside = ["U0RESPONDER2", "U0LEAD", "U0ADMIN"];

beforeAll(async () => {
  ground = await pagesGround(database.url);
  const actor = await ground.ports.people.actor("U0RESPONDER");
  const declared = (title: string, channel: string) =>
    declareIncident(ground.ports, { title, channel, actor });
  secret = await declared("Somebody of ours sells data", warRoom);
  open = await declared("Unauthorised calls", "C0INCIDENTS");
  for (const { id } of [secret, open]) {
    await acknowledgeIncident(ground.ports, { incidentId: id, actor });
    await addNote(ground.ports, { incidentId: id, text: "The night shift knows", actor });
    await ground.store.transaction(async (tx) => {
      await tx.insertRun(run(id, { id: `run-of-${id}`, title: "Who reads the bucket?" }));
    });
  }
  for (const id of [...inside, ...outside]) {
    const browser = ground.browser();
    await browser.signIn(id);
    browsers.set(id, browser);
  }
});
afterAll(() => ground.stop());

const of = (personId: string): TestBrowser => browsers.get(personId) ?? ground.browser();

type Door = (browser: TestBrowser, number: number, id: string) => ReturnType<TestBrowser["get"]>;
const write =
  (path: string, fields: Record<string, string>): Door =>
  async (browser, number) =>
    browser.post(`/incidents/INC-${number}${path}`, { ...fields, key: await browser.formKey() });

/** Every way to one incident over HTTP, and what it answers when it opens. */
const doors: [string, Door, number][] = [
  ["its page", (browser, number) => browser.get(`/incidents/INC-${number}`), 200],
  ["its page by the bare number", (browser, number) => browser.get(`/incidents/${number}`), 200],
  ["its review", (browser, number) => browser.get(`/incidents/INC-${number}/review`), 200],
  [
    "a question of it",
    (browser, number, id) => browser.get(`/incidents/INC-${number}/runs/run-of-${id}`),
    200,
  ],
  [
    "a picture of it",
    (browser, number, id) => browser.get(`/incidents/INC-${number}/runs/run-of-${id}/chart.svg`),
    404,
  ],
  ...["md", "json", "html", "csv"].map((format): [string, Door, number] => [
    `its transcript as ${format}`,
    (browser, number) => browser.get(`/incidents/INC-${number}/transcript?format=${format}`),
    200,
  ]),
  ["a summary", write("/summary", { text: "It was the night shift" }), 303],
  ["a follow-up", write("/follow-ups", { text: "Rotate the key" }), 303],
  ["the end of a follow-up", write("/follow-ups/999/done", {}), 404],
];

/** What a page says, without what differs between any two pages. */
const told = (text: string, number: number) =>
  text
    .replaceAll(/name="key" value="[^"]+"/g, "")
    .replaceAll(`INC-${number}`, "INC-…")
    .replaceAll(`/incidents/${number}`, "…");

describe.each(doors)("%s", (_, door, opens) => {
  test.each(inside)("opens for %s, who is in the channel", async (person) => {
    const { status, text } = await door(of(person), secret.number, secret.id);
    // A second summary of the same words is a conflict: also an answer that only members get.
    expect([opens, 409]).toContain(status);
    expect(text).not.toContain("not in the record");
  });

  test.each(outside)("is not there for %s, exactly as one that never was", async (person) => {
    const refused = await door(of(person), secret.number, secret.id);
    const never = await door(of(person), 4_711, "nobody");
    expect(refused.status).toBe(404);
    expect(told(refused.text, secret.number)).toBe(told(never.text, 4_711));
    expect(refused.text).not.toContain("sells data");
  });
});

test("a question of a private incident is not reached through another incident", async () => {
  const around = await of("U0LEAD").get(`/incidents/INC-${open.number}/runs/run-of-${secret.id}`);
  expect(around.status).toBe(404);
  expect(around.text).not.toContain("Who reads the bucket");
});

describe("a list", () => {
  const searches = [
    ...["", "?q=sells", `?q=INC-`, "?state=acknowledged", `?channel=${warRoom}`, "?person=U0RESPONDER"],
    ...["?severity=P3", "?after=0", "?before=1000"],
  ];
  test.each(searches)("%s has private incidents for members alone", async (search) => {
    const forMember = await of("U0ONCALL").get(`/incidents${search}`);
    expect(forMember.status).toBe(200);
    if (search !== "?q=INC-") expect(forMember.text).toContain("sells data");
    for (const person of outside) {
      const { text } = await of(person).get(`/incidents${search}`);
      expect(text).not.toContain("sells data");
      expect(text).not.toContain(`>${warRoom}<`);
    }
  });

  test("its count does not tell of them either", async () => {
    expect((await of("U0ONCALL").get("/incidents")).text).toContain("2 incidents");
    expect((await of("U0LEAD").get("/incidents")).text).toContain("1 incident<");
  });
});

test("measures count what their reader may see", async () => {
  const opened = async (person: string) => {
    const viewer = viewerOf(await ground.ports.people.actor(person));
    return (await ground.pages.weekTimes(viewer, new Date(0)))[0]?.opened;
  };
  expect([await opened("U0ONCALL"), await opened("U0LEAD")]).toEqual([2, 1]);
});

test("who is invited into the channel sees it, and who was made to leave does not any more", async () => {
  const member = ground.workspace.as("U0RESPONDER");
  const path = `/incidents/INC-${secret.number}`;
  expect((await of("U0LEAD").get(path)).status).toBe(404);
  expect(await member.invite({ channel: warRoom, people: ["U0LEAD"] })).toMatchObject({ ok: true });
  ground.forget();
  expect((await of("U0LEAD").get(path)).status).toBe(200);
  expect(await member.kick({ channel: warRoom, person: "U0LEAD" })).toMatchObject({ ok: true });
  ground.forget();
  expect((await of("U0LEAD").get(path)).status).toBe(404);
});

test("a channel that was made private hides what was opened there before, and one made public shows it", async () => {
  const path = `/incidents/INC-${open.number}`;
  expect((await of("U0LEAD").get(path)).status).toBe(200);
  await keepChannels(ground.ports, new Map([["C0INCIDENTS", true]]));
  expect((await of("U0LEAD").get(path)).status).toBe(404);
  await keepChannels(ground.ports, new Map([["C0INCIDENTS", false]]));
  expect((await of("U0LEAD").get(path)).status).toBe(200);
});
