import { describe, expect, test } from "vitest";
import {
  CairnError,
  ConflictError,
  ForbiddenError,
  InputError,
  UnavailableError,
} from "../../src/domain/errors.ts";
import { breakTheGlass, decideOnApproval } from "../../src/flows/approval/decide-approval.ts";
import { requestAct } from "../../src/flows/approval/request-act.ts";
import { reviewTheGlass } from "../../src/flows/approval/review-glass.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { sweep } from "../../src/flows/sweep.ts";
import { takeCommand } from "../../src/flows/take-command.ts";
import { exportTranscript } from "../../src/flows/thread/export-transcript.ts";
import { containment } from "../fakes/containment.ts";
import { answerOf, key, lead, member, person, responder } from "../fakes/world.ts";
import { finish, runbookWith, step } from "../fixtures/runbooks/runbook-with.ts";

const admin = person("U0ADMIN", "admin");
const adminAndLead = person("U0BOSS", "admin", "lead");
const minutes = (count: number) => count * 60_000;

describe("an approval", () => {
  test("asked by one, given by another, lets the event go out once, with everything the automation needs", async () => {
    const { ask, decide, send, deliver, events, record, say, cairn, incidentId } = await containment();
    await ask();
    expect((await record("approve-switch-off")).expiresAt).toEqual(new Date("2026-11-14T02:57:00Z"));
    await decide();
    await send();
    await deliver();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      type: "act.disable-access-key",
      detail: {
        incident: "INC-1",
        step: "switch-off",
        detail: { accessKeyId: key, reason: "INC-1" },
        requestedBy: { id: "U0RESPONDER" },
        approvedBy: "u0lead",
      },
    });
    expect((await record("switch-off")).state).toBe("waiting");
    await say("worked");
    expect((await cairn.onlyIncident()).nextStep).toBe("by-hand");
    const transcript = await exportTranscript(cairn.ports, { incidentId, actor: lead });
    for (const said of ["asks for an approval of", "approved", "sends the event", "put the event"])
      expect(transcript).toContain(said);
  });

  test("in a private incident lets the event out with ids, without its title or anybody's name", async () => {
    const { ask, decide, send, deliver, events, cairn } = await containment();
    await ask();
    await decide();
    await send();
    for (const each of cairn.world().incidents) Object.assign(each, { private: true, title: "Payroll" });
    const { people } = cairn.ports;
    const entered = {
      ...people,
      actor: async (id: string) => ({ ...(await people.actor(id)), privateChannels: ["C0"] }),
    };
    Object.assign(cairn.ports, { people: entered });
    await deliver();
    expect(events).toHaveLength(1);
    expect(events[0]?.detail).toMatchObject({
      ...{ incident: "INC-1", private: true, detail: { accessKeyId: key } },
      requestedBy: { kind: "responder", id: "U0RESPONDER" },
    });
    expect(events[0]?.detail).not.toHaveProperty("requestedBy.name");
    expect(events[0]?.detail).not.toHaveProperty("approvedBy");
    expect(JSON.stringify(events)).not.toContain("Payroll");
  });

  test.each([
    ["whoever asked, a lead too", lead, lead],
    ["whoever asked, an admin too", adminAndLead, adminAndLead],
    ["a responder", responder, person("U0SECOND", "responder")],
    ["an admin who is no lead", responder, admin],
    ["somebody without a role", responder, member],
  ])("is not given by %s", async (_, asker, decider) => {
    const { ask, decide, record, cairn } = await containment();
    cairn.setRoles("U0BOSS", "admin", "lead");
    await ask(asker);
    await expect(decide(decider)).rejects.toThrow(ForbiddenError);
    expect((await record("approve-switch-off")).state).toBe("waiting");
  });

  test("is given by the commander who is no lead", async () => {
    const { ask, decide, cairn, incidentId, record } = await containment();
    const second = person("U0SECOND", "responder");
    await takeCommand(cairn.ports, { incidentId, actor: second });
    await ask();
    await decide(second);
    expect((await record("switch-off")).state).toBe("ready");
  });

  test("that is rejected leads where the runbook says, and nothing can be sent", async () => {
    const { ask, decide, cairn, send } = await containment();
    await ask();
    await decide(lead, "rejected");
    expect((await cairn.onlyIncident()).nextStep).toBe("by-hand");
    await expect(send()).rejects.toThrow("no step");
  });

  test("runs out after a quarter of an hour, asked or given, and can be asked for again from the act", async () => {
    const { ask, decide, send, cairn, record, approval, events, deliver } = await containment();
    await ask();
    cairn.advance(minutes(15));
    await sweep(cairn.ports);
    expect(await approval()).toMatchObject({ state: "expired" });
    await expect(decide()).rejects.toThrow(ConflictError);
    await ask();
    cairn.advance(minutes(14));
    await decide();
    cairn.advance(minutes(15));
    await expect(send()).rejects.toThrow("older than 15 minutes");
    await ask(responder, "switch-off");
    expect((await record("approve-switch-off")).state).toBe("waiting");
    await decide();
    await send();
    await deliver();
    expect(events).toHaveLength(1);
  });

  test("is void once a fact that the event says has changed, before it is given or after", async () => {
    const { ask, decide, send, cairn, incidentId, approval, events, deliver } = await containment();
    const change = (value: string) =>
      cairn.ports.store.transaction((tx) => tx.setFacts(incidentId, { key: { value, from: "input" } }));
    await ask();
    await change("AKIAOTHEROTHEROTHER1");
    await expect(decide()).rejects.toThrow("has changed since somebody asked");
    expect(await approval()).toMatchObject({ state: "void" });
    await ask();
    await decide();
    await change(key);
    await expect(send()).rejects.toThrow("the approval is void and nothing was sent");
    await deliver();
    expect(events).toEqual([]);
  });

  test("is void once the runbook has changed", async () => {
    const { ask, decide, send, shelf, events, deliver } = await containment();
    await ask();
    await decide();
    shelf.runbook = runbookWith(
      `${shelf.runbook.markdown.split("Intro.\n\n")[1]?.replace("Switch off", "Turn off")}`,
    );
    await expect(send()).rejects.toThrow("was changed since it was started here");
    await deliver();
    expect(events).toEqual([]);
  });

  test("cannot be given with a button of an earlier request", async () => {
    const { ask, on, cairn } = await containment();
    await ask();
    const old = {
      ...(await on("approve-switch-off", lead)),
      seen: "0123456789abcdef",
      decision: "approved" as const,
    };
    await expect(decideOnApproval(cairn.ports, old)).rejects.toThrow("earlier request");
  });

  test("is good for one time", async () => {
    const { ask, decide, send, deliver, on, cairn, record } = await containment();
    await ask();
    await decide();
    await send();
    await expect(send()).rejects.toThrow("on its way already");
    await deliver();
    await expect(send()).rejects.toThrow("sent already");
    await cairn.ports.store.transaction(async (tx) => {
      const step = await record("switch-off");
      await tx.saveStep({ ...step, state: "ready" }, step.version);
    });
    await expect(requestAct(cairn.ports, await on("switch-off", responder))).rejects.toThrow("used already");
  });

  test("of an earlier start is worth nothing", async () => {
    const { ask, decide, cairn, incidentId, approval } = await containment();
    await ask();
    await decide();
    await startRunbook(cairn.ports, { incidentId, runbookId: "trial", inputs: { key }, actor: responder });
    expect(await approval()).toMatchObject({ state: "void" });
  });
});

describe("what is checked again at the moment the event goes out", () => {
  const approvedAndSent = async () => {
    const all = await containment();
    await all.ask();
    await all.decide();
    await all.send();
    return all;
  };
  type Ready = Awaited<ReturnType<typeof approvedAndSent>>;

  test.each<[string, (ready: Ready) => Promise<unknown> | unknown, string]>([
    ["the approver's role", ({ cairn }) => cairn.setRoles("U0LEAD"), "may approve or reject"],
    ["the requester's role", ({ cairn }) => cairn.setRoles("U0RESPONDER"), "may send an event"],
    ["the approval's time", ({ cairn }) => cairn.advance(minutes(15)), "older than 15 minutes"],
    [
      "a fact",
      ({ cairn, incidentId }) =>
        cairn.ports.store.transaction((tx) =>
          tx.setFacts(incidentId, { key: { value: "AKIAOTHEROTHEROTHER1", from: "input" } }),
        ),
      "has changed since it was requested",
    ],
    [
      "the incident",
      ({ cairn, incidentId }) =>
        resolveIncident(cairn.ports, { incidentId, resolution: "over", actor: lead }),
      "already resolved",
    ],
  ])("%s", async (_, change, why) => {
    const ready = await approvedAndSent();
    await change(ready);
    await ready.deliver();
    expect(ready.events).toEqual([]);
    expect((await ready.record("switch-off")).state).toBe("failed");
    const told = (await ready.cairn.ports.store.timeline(ready.incidentId)).at(-1);
    expect(told).toMatchObject({ action: "act.fail", body: { why: expect.stringContaining(why) } });
  });
});

describe("an event whose outcome is not known", () => {
  const sentInto = async (fault: Error) => {
    const all = await containment();
    await all.ask();
    await all.decide();
    await all.send();
    all.bus.put = async () => {
      throw fault;
    };
    await all.deliver();
    return all;
  };

  test.each([
    ["the network failed", new UnavailableError("AWS did not answer.", { cause: { code: "ECONNRESET" } })],
    [
      "AWS was in trouble",
      new UnavailableError("AWS did not answer.", { cause: { $metadata: { httpStatusCode: 503 } } }),
    ],
    ["something broke in Cairn", new TypeError("x is not a function")],
  ])("because %s is never sent again by itself, and people are told what to check", async (_, fault) => {
    const { deliver, events, record, send, say, cairn } = await sentInto(fault);
    expect((await record("switch-off")).state).toBe("unknown");
    cairn.advance(minutes(60));
    await deliver();
    await sweep(cairn.ports);
    await deliver();
    expect(events).toHaveLength(1);
    await expect(send()).rejects.toThrow("ask for a new approval");
    await say("failed");
    const [finding] = (await cairn.ports.store.timeline((await cairn.onlyIncident()).id)).filter(
      ({ action }) => action === "finding.raise",
    );
    expect(finding?.body).toMatchObject({ level: "critical", say: `${key} is still active.` });
  });

  test("because Cairn was killed while sending it is never sent again by itself", async () => {
    const { ask, decide, send, deliver, events, record, cairn } = await containment();
    await deliver();
    await ask();
    await decide();
    await send();
    // Taken by a sender that never came back.
    await cairn.ports.store.transaction((tx) => tx.claimOutbox("events", 1_000));
    await deliver();
    expect(events).toEqual([]);
    expect((await record("switch-off")).state).toBe("unknown");
  });

  test("is sent again after a new approval, by somebody's decision", async () => {
    const { ask, decide, send, bus, deliver, events, record } = await sentInto(
      new UnavailableError("AWS did not answer."),
    );
    await ask(responder, "switch-off");
    await decide();
    bus.put = async () => {};
    await send();
    await deliver();
    expect(events).toHaveLength(2);
    expect((await record("switch-off")).state).toBe("waiting");
  });

  test("but one that AWS has refused certainly did not go out, and may be sent with the same approval", async () => {
    const refused = new CairnError("event_refused", "There is no event bus containment.");
    const { send, bus, deliver, events, record, approval } = await sentInto(refused);
    expect((await record("switch-off")).state).toBe("failed");
    expect(await approval()).toMatchObject({ state: "approved" });
    bus.put = async () => {};
    await send();
    await deliver();
    expect(events).toHaveLength(2);
    expect((await record("switch-off")).state).toBe("waiting");
  });
});

describe("the broken glass", () => {
  const broken = async (actor = lead) => {
    const all = await containment();
    await all.ask(actor);
    const { contentHash = "" } = (await all.approval()) ?? {};
    const wish = { ...(await all.on("approve-switch-off", actor)), seen: contentHash.slice(0, 16) };
    return { ...all, break: (reason: string) => breakTheGlass(all.cairn.ports, { ...wish, reason }) };
  };

  test("lets a lead act alone, loudly, and another lead reviews it", async () => {
    const { break: smash, send, deliver, events, cairn, incidentId } = await broken();
    await expect(smash("quick")).rejects.toThrow(InputError);
    await smash("Nobody answers the phone and data is leaving.");
    const said = (await cairn.ports.store.timeline(incidentId)).find(
      ({ action }) => action === "approval.break-glass",
    );
    expect(cairn.outbox()).toContainEqual({ show: "entry", incidentId, seq: said?.seq });
    await send();
    await deliver();
    expect(events).toHaveLength(1);

    const review = (actor: typeof lead) =>
      reviewTheGlass(cairn.ports, { incidentId, stepId: "approve-switch-off", note: "It was right.", actor });
    await expect(review(lead)).rejects.toThrow("another lead must review it");
    await expect(review(responder)).rejects.toThrow(ForbiddenError);
    await review(person("U0OTHER", "lead"));
    await expect(review(person("U0THIRD", "lead"))).rejects.toThrow("has reviewed this already");
  });

  test("is not for a responder, nor for an admin who is no lead", async () => {
    for (const actor of [responder, admin]) {
      const { break: smash } = await broken(actor);
      await expect(smash("Nobody answers the phone and data is leaving.")).rejects.toThrow(ForbiddenError);
    }
  });
});

test("without a bus nothing is taken on, and people are told how to go on", async () => {
  const { ask, decide, send, cairn } = await containment();
  cairn.ports.settings = { ...cairn.ports.settings, bus: undefined };
  await ask();
  await decide();
  await expect(send()).rejects.toThrow("Do it by hand with the commands of the message");
});

test("what was done by hand instead is said so, and the runbook goes on", async () => {
  const { ask, decide, say, cairn, events, deliver } = await containment();
  await ask();
  await decide();
  await say("worked");
  await deliver();
  expect(events).toEqual([]);
  expect((await cairn.onlyIncident()).nextStep).toBe("by-hand");
});

test("what cannot be said because a fact was never found is not approved, and people are led to do it by hand", async () => {
  const written = [
    step("Who?", {
      query: 'id: who\nwhere: { userIdentity.accessKeyId: "{{key}}" }\nby: [principal]',
      conclude: "- set: { thief: top.principal }",
    }),
    step("Shut them out?", {
      approve: "id: approve-switch-off\nfor: switch-off\nquestion: Shut them out?",
      next: "- { when: approval == rejected, go: over }",
    }),
    step("Shut them out", {
      act: 'id: switch-off\nevent: shut-out\ndetail: { who: "{{thief}}" }\ncheck: They are refused.',
    }),
    finish,
  ].join("");
  const { cairn, incidentId, record, ask, send, say } = await containment(written);
  cairn.answerWith(async (request) => answerOf(request, []));
  const run = await requestRun(cairn.ports, { incidentId, actor: responder });
  await executeRun(cairn.ports, run.id);
  expect((await record("approve-switch-off")).state).toBe("skipped");
  expect(await cairn.onlyIncident()).toMatchObject({ nextStep: "switch-off" });
  await expect(ask(responder, "switch-off")).rejects.toThrow();
  await expect(send()).rejects.toThrow("needs `thief`, which no earlier step found");
  await say("worked");
  expect(await cairn.onlyIncident()).toMatchObject({ nextStep: "over" });
});
