import { beforeEach, describe, expect, test } from "vitest";
import { ForbiddenError, UnavailableError } from "../../src/domain/errors.ts";
import { chainFault } from "../../src/domain/timeline/audit.ts";
import { keptText, timeOfTs } from "../../src/domain/timeline/thread-message.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import type { MessageNow } from "../../src/flows/ports/thread.ts";
import { completeThread } from "../../src/flows/thread/complete-thread.ts";
import { completeThreads } from "../../src/flows/thread/complete-threads.ts";
import { exportTranscript } from "../../src/flows/thread/export-transcript.ts";
import { keepMessage } from "../../src/flows/thread/keep-message.ts";
import { pinMessage } from "../../src/flows/thread/pin-message.ts";
import { unpinMessage } from "../../src/flows/thread/unpin-message.ts";
import { fakeWorld, guest, lead, member, responder } from "../fakes/world.ts";

const channel = "C0INCIDENTS";
const root = "1794624000.000100";
const ts = "1794624060.000200";
const author = { id: "U0RESPONDER", name: "responder" };
const message = (text = "It is the VPN.", changes: Partial<MessageNow> = {}): MessageNow => ({
  ...{ channel, ts, threadTs: root, author, text, at: timeOfTs(ts) },
  ...{ pinnedBy: [], pins: changes.pinnedBy?.length ?? 0 },
  ...changes,
});
const toPin = { ...message(), permalink: "https://example.slack.com/archives/C0INCIDENTS/p1794624060000200" };

let cairn: ReturnType<typeof fakeWorld>;
let incidentId: string;
const actions = () =>
  cairn
    .world()
    .timeline.map(({ action }) => action)
    .filter((action) => action.startsWith("message."));
const kept = () => cairn.world().messages.map(({ kind, text }) => [kind, text]);

beforeEach(async () => {
  cairn = fakeWorld();
  const incident = await declareIncident(cairn.ports, { title: "Odd", channel, actor: lead });
  incidentId = incident.id;
  await cairn.ports.store.transaction((tx) => tx.saveShown(incidentId, "root", { channel, ts: root }));
});

const pin = (actor = member) => pinMessage(cairn.ports, { incidentId, message: toPin, actor });
const unpin = (actor = member) => unpinMessage(cairn.ports, { incidentId, message: { channel, ts }, actor });
const edit = (text: string, editedTs: string, before = "It is the VPN.") =>
  keepMessage(cairn.ports, { message: message(text), versions: [{ text: before }, { text, editedTs }] });

describe("a pinned message", () => {
  test("is on the timeline once, with its own time, author, words and address, and who put it there", async () => {
    expect(await pin()).toBe("pinned");
    expect(await pin(lead)).toBe("was-pinned");
    expect(cairn.world().timeline.at(-1)).toMatchObject({
      action: "message.pin",
      actor: { id: "U0MEMBER" },
      body: {
        ...{ author: "U0RESPONDER", name: "responder", text: "It is the VPN.", permalink: toPin.permalink },
        written: timeOfTs(ts).toISOString(),
      },
    });
    expect(actions()).toEqual(["message.pin"]);
    expect(cairn.world().audit.at(-1)).toMatchObject({ action: "message.pin", actor: { id: "U0MEMBER" } });
  });

  test("leaves a trace when it is taken off, and may be put there again", async () => {
    await pin();
    expect(await unpin(lead)).toBe(true);
    expect(await unpin(lead)).toBe(false);
    expect(await pin()).toBe("pinned");
    expect(actions()).toEqual(["message.pin", "message.unpin", "message.pin"]);
    expect(chainFault(cairn.world().timeline)).toBeUndefined();
  });

  test("has its edits and its deletion told in new entries, once each, whoever deleted it", async () => {
    await pin();
    await edit("It is not the VPN.", "1794624120.000000");
    await edit("It is not the VPN.", "1794624120.000000");
    const gone = { message: message("It is not the VPN."), versions: [], deletedAt: cairn.ports.clock() };
    await keepMessage(cairn.ports, gone);
    await keepMessage(cairn.ports, gone);
    expect(actions()).toEqual(["message.pin", "message.edit", "message.delete"]);
    const [, edited, deleted] = cairn.world().timeline.slice(-3);
    expect(edited).toMatchObject({
      actor: { id: "U0RESPONDER" },
      body: { before: "It is the VPN.", text: "It is not the VPN." },
    });
    expect(deleted).toMatchObject({ actor: { kind: "system" }, body: { text: "It is not the VPN." } });
  });

  test("is not changed back by an edit that comes late", async () => {
    await pin();
    await edit("Third.", "1794624180.000000", "Second.");
    await edit("Second.", "1794624120.000000");
    expect(actions()).toEqual(["message.pin", "message.edit"]);
    expect(cairn.world().timeline.at(-1)?.body.text).toBe("Third.");
  });

  test("tells of no edit once it was taken off", async () => {
    await pin();
    await unpin();
    await edit("Other.", "1794624120.000000");
    expect(actions()).toEqual(["message.pin", "message.unpin"]);
  });

  test.each([
    ["put there", () => pin(guest)],
    ["taken off", async () => pin().then(() => unpin(guest))],
  ])("is not for guests to be %s", async (_, attempt) => {
    await expect(attempt()).rejects.toThrow(ForbiddenError);
  });

  test("has no secret in it", async () => {
    const text = "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    await pinMessage(cairn.ports, { incidentId, message: { ...toPin, text }, actor: member });
    await keepMessage(cairn.ports, { message: message(text), versions: [{ text }] });
    expect(JSON.stringify(cairn.world())).not.toContain("wJalrXUtnFEMI");
  });
});

describe("a thread", () => {
  test("is kept as it is written, with every version of a message, each once", async () => {
    await keepMessage(cairn.ports, { message: message(), versions: [{ text: "It is the VPN." }] });
    await edit("It is not.", "1794624120.000000");
    await edit("It is not.", "1794624120.000000");
    await keepMessage(cairn.ports, { message: message(), versions: [], deletedAt: cairn.ports.clock() });
    expect(kept()).toEqual([
      ["posted", "It is the VPN."],
      ["edited", "It is not."],
      ["deleted", "It is the VPN."],
    ]);
    expect(cairn.world().timeline).toHaveLength(1);
  });

  test("of something else is nobody's business", async () => {
    await keepMessage(cairn.ports, {
      message: message("Lunch?", { threadTs: "1794000000.000000" }),
      versions: [{ text: "Lunch?" }],
    });
    await keepMessage(cairn.ports, {
      message: message("Lunch?", { threadTs: undefined }),
      versions: [{ text: "Lunch?" }],
    });
    expect(kept()).toEqual([]);
  });

  const readBack = (now: MessageNow[]) =>
    completeThread({ ...cairn.ports, readThread: async () => now }, incidentId);

  test("is made whole with what came, changed, went and was pinned while nobody listened", async () => {
    const other = message("Second.", { ts: "1794624070.000000", at: timeOfTs("1794624070.000000") });
    await keepMessage(cairn.ports, { message: message(), versions: [{ text: "It is the VPN." }] });
    await keepMessage(cairn.ports, { message: other, versions: [{ text: "Second." }] });
    const now = [
      message("It is not.", { editedTs: "1794624120.000000" }),
      message("New.", { ts: "1794624080.000000", pinnedBy: ["U0LEAD"], permalink: toPin.permalink }),
    ];
    await readBack(now);
    await readBack(now);
    expect(kept()).toEqual([
      ["posted", "It is the VPN."],
      ["posted", "Second."],
      ["edited", "It is not."],
      ["posted", "New."],
      ["deleted", "Second."],
    ]);
    expect(cairn.world().timeline.at(-1)).toMatchObject({
      action: "message.pin",
      actor: { id: "U0LEAD" },
      body: { text: "New." },
    });
    expect(actions()).toHaveLength(1);
  });

  test("does not get a message back that somebody took off the timeline while its pin still stands", async () => {
    await pin();
    await unpin();
    await readBack([message("It is the VPN.", { pinnedBy: ["U0MEMBER"] })]);
    expect(actions()).toEqual(["message.pin", "message.unpin"]);
  });

  test("that cannot be read is told in the transcript, until it can", async () => {
    const readThread = async () => {
      throw new UnavailableError("Slack did not give the thread back (ratelimited).");
    };
    const wish = { incidentId, actor: lead };
    expect(await exportTranscript({ ...cairn.ports, readThread }, wish)).toContain(
      "Messages of the thread may be missing: `Slack did not give the thread back (ratelimited).`",
    );
    const whole = await exportTranscript({ ...cairn.ports, readThread: async () => [message()] }, wish);
    expect(whole).not.toContain("may be missing");
    expect(whole).toContain("wrote: `It is the VPN.`");
  });

  test("is read in turn with those of other open incidents, and one that fails holds up none", async () => {
    const asked: string[] = [];
    const readThread = async ({ threadTs }: { threadTs: string }): Promise<MessageNow[]> => {
      asked.push(threadTs);
      return [];
    };
    const other = await declareIncident(cairn.ports, { title: "Other", channel, actor: lead });
    await cairn.ports.store.transaction((tx) =>
      tx.saveShown(other.id, "root", { channel, ts: "1794624999.0" }),
    );
    expect(await completeThreads({ ...cairn.ports, readThread })).toEqual([]);
    expect(asked).toEqual([root, "1794624999.0"]);
  });
});

test("exporting twice gives the same bytes: reading back is no part of the record", async () => {
  const ports = { ...cairn.ports, readThread: async () => [message()] };
  const first = await exportTranscript(ports, { incidentId, actor: responder, format: "json" });
  cairn.advance(60_000);
  expect(await exportTranscript(ports, { incidentId, actor: responder, format: "json" })).toBe(first);
  expect(cairn.world().audit.at(-1)).toMatchObject({ action: "transcript.export", detail: "json" });
});

test("a message that is longer than what is kept says so at its end, and is no other one when it is seen again", async () => {
  const text = "A line of a log. ".repeat(2_000);
  for (let time = 0; time < 2; time++)
    await keepMessage(cairn.ports, {
      message: message(text),
      versions: [{ text, editedTs: "1794624120.000000" }],
    });
  expect(kept()).toEqual([
    ["edited", expect.stringMatching(/\[cut: longer than what is kept of a message\]$/)],
  ]);
  expect(keptText(kept()[0]?.[1] ?? "")).toBe(kept()[0]?.[1]);
});
