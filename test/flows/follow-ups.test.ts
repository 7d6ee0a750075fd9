import { describe, expect, test } from "vitest";
import { followUps } from "../../src/domain/incident/follow-up.ts";
import { currentEntries, currentSummary } from "../../src/domain/timeline/corrections.ts";
import { addFollowUp } from "../../src/flows/follow-up/add-follow-up.ts";
import { correctEntry } from "../../src/flows/follow-up/correct-entry.ts";
import { finishFollowUp } from "../../src/flows/follow-up/finish-follow-up.ts";
import { writeSummary } from "../../src/flows/follow-up/write-summary.ts";
import { changeSeverity } from "../../src/flows/incidents/change-severity.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { addNote } from "../../src/flows/thread/add-note.ts";
import { fakeWorld, guest, lead, member, responder } from "../fakes/world.ts";

async function opened() {
  const world = fakeWorld();
  await world.alarm();
  const { id: incidentId } = await world.onlyIncident();
  const timeline = () => world.ports.store.timeline(incidentId);
  const note = async (text: string) => {
    await addNote(world.ports, { incidentId, text, actor: member });
    return (await timeline()).at(-1)?.seq ?? 0;
  };
  return { ...world, incidentId, timeline, note };
}

describe("a follow-up", () => {
  test("is kept with its owner and day, is done once, and both stand on the timeline", async () => {
    const { ports, incidentId, timeline, outbox } = await opened();
    const owner = { id: "U0LEAD", name: "lead" };
    await addFollowUp(ports, { incidentId, text: "Rotate", owner, due: "friday", actor: member });
    const [followUp] = followUps(await timeline());
    expect(followUp).toMatchObject({ text: "Rotate", owner, due: "2026-11-20", doneAt: null });
    const seq = followUp?.seq ?? 0;
    await finishFollowUp(ports, { incidentId, followUp: seq, actor: responder });
    expect(followUps(await timeline())).toMatchObject([{ doneBy: { id: "U0RESPONDER" } }]);
    // The message of the first entry is edited; there is no second one.
    expect(outbox().filter((show) => show.show === "entry")).toEqual([{ show: "entry", incidentId, seq }]);
    await expect(finishFollowUp(ports, { incidentId, followUp: seq, actor: lead })).rejects.toThrow(
      "already done, says u0responder",
    );
    await expect(finishFollowUp(ports, { incidentId, followUp: 1, actor: lead })).rejects.toThrow(
      /no follow-up 1/,
    );
  });

  test("is taken by a resolved incident too, and refused when it is empty, long, late or a guest's", async () => {
    const { ports, incidentId } = await opened();
    await resolveIncident(ports, { incidentId, resolution: null, actor: lead });
    await addFollowUp(ports, { incidentId, text: "Rotate", actor: member });
    const add = (changes: object) =>
      addFollowUp(ports, { incidentId, text: "Rotate", actor: member, ...changes });
    await expect(add({ text: " " })).rejects.toThrow(/empty/);
    await expect(add({ text: "x".repeat(501) })).rejects.toThrow(/501 characters/);
    await expect(add({ due: "2026-11-13" })).rejects.toThrow(/no day ahead/);
    await expect(add({ due: "2026-02-30" })).rejects.toThrow(/no day ahead/);
    await expect(add({ actor: guest })).rejects.toThrow(/Guests/);
  });
});

describe("a correction", () => {
  test("takes the place of a note, which stays; both messages say so", async () => {
    const { ports, incidentId, timeline, note, outbox } = await opened();
    const corrects = await note("It is the key of build");
    await correctEntry(ports, { incidentId, corrects, text: "It is the key of deploy", actor: responder });
    const written = currentEntries(await timeline()).filter(({ entry }) => entry.action.startsWith("note."));
    expect(written).toMatchObject([
      { entry: { body: { text: "It is the key of build" } }, supersededBy: corrects + 1 },
      { entry: { body: { text: "It is the key of deploy", corrects } }, supersededBy: undefined },
    ]);
    expect(outbox().slice(-1)).toEqual([{ show: "entry", incidentId, seq: corrects + 1 }]);
  });

  test("is refused of what was corrected, of what Cairn saw, of nothing, and with the same words", async () => {
    const { ports, incidentId, note } = await opened();
    const corrects = await note("a");
    const correct = (changes: object) =>
      correctEntry(ports, { incidentId, corrects, text: "b", actor: member, ...changes });
    await expect(correct({ text: "a" })).rejects.toThrow("That is what it says already.");
    await expect(correct({ corrects: 1 })).rejects.toThrow(/Only notes and summaries/);
    await expect(correct({ corrects: 99 })).rejects.toThrow(/no entry 99/);
    await expect(correct({ text: "" })).rejects.toThrow(/empty/);
    await expect(correct({ actor: guest })).rejects.toThrow(/Guests/);
    await correct({});
    await expect(correct({ text: "c" })).rejects.toThrow(`already corrected by entry ${corrects + 1}`);
  });

  test("of a summary is a summary: the newest counts, and a member may not", async () => {
    const { ports, incidentId, timeline } = await opened();
    const write = (text: string, actor = responder) => writeSummary(ports, { incidentId, text, actor });
    await write("A key leaked.");
    await write("Two keys leaked.");
    const seq = currentSummary(await timeline())?.seq ?? 0;
    await expect(
      correctEntry(ports, { incidentId, corrects: seq, text: "Three", actor: member }),
    ).rejects.toThrow(/may write the summary/);
    await expect(write("Three", member)).rejects.toThrow(/may write the summary/);
    await expect(write("Two keys leaked.")).rejects.toThrow(/already/);
    await correctEntry(ports, { incidentId, corrects: seq, text: "Three keys leaked.", actor: lead });
    expect(currentSummary(await timeline())?.body.text).toBe("Three keys leaked.");
    const counting = currentEntries(await timeline()).filter(
      ({ entry, supersededBy }) => entry.action === "summary.write" && supersededBy === undefined,
    );
    expect(counting).toHaveLength(1);
  });
});

test("a severity is raised and lowered by people, with a reason if they give one", async () => {
  const { ports, incidentId, timeline } = await opened();
  await changeSeverity(ports, { incidentId, severity: "P1", reason: "Customers see it", actor: responder });
  await changeSeverity(ports, { incidentId, severity: "P4", actor: responder });
  expect((await timeline()).slice(-2)).toMatchObject([
    { body: { severity: "P1", why: "Customers see it" } },
    { body: { severity: "P4" } },
  ]);
});
