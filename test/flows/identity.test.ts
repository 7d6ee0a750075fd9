import { describe, expect, test } from "vitest";
import { ForbiddenError, InputError } from "../../src/domain/errors.ts";
import type { Row } from "../../src/domain/query/query.ts";
import { plainText } from "../../src/domain/text/text.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import type { QueryRequest, Settings } from "../../src/flows/ports.ts";
import { answerStep } from "../../src/flows/runbook/answer-step.ts";
import { askWho } from "../../src/flows/runs/ask-who.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { sweep } from "../../src/flows/sweep.ts";
import { takeCommand } from "../../src/flows/take-command.ts";
import { deliverOutbox } from "../../src/flows/thread/deliver-outbox.ts";
import { answerOf, fakeWorld, guest, key, member, person, responder } from "../fakes/world.ts";

const ada = "arn:aws:iam::111122223333:user/ada";
const admin = "arn:aws:iam::111122223333:role/admin";
const sessionKey = "ASIAADMINADMINADMIN1";

const calls: Row[] = [
  { principal: ada, sourceIPAddress: "203.0.113.7", count: 30 },
  { principal: ada, sourceIPAddress: "192.0.2.1", count: 3 },
];

const byAda = (more: Row = {}): Row => ({
  eventTime: "2026-11-14T02:00:00Z",
  eventID: "e-ada",
  eventName: "GetCallerIdentity",
  "userIdentity.type": "IAMUser",
  "userIdentity.arn": ada,
  "userIdentity.userName": "ada",
  "userIdentity.accessKeyId": key,
  ...more,
});
const byAdmin: Row = {
  eventTime: "2026-11-14T02:30:00Z",
  eventID: "e-admin",
  eventName: "ListUsers",
  "userIdentity.type": "AssumedRole",
  "userIdentity.arn": "arn:aws:sts::111122223333:assumed-role/admin/x",
  "userIdentity.accessKeyId": sessionKey,
  "userIdentity.sessionContext.sessionIssuer.arn": admin,
  "userIdentity.sessionContext.sessionIssuer.userName": "admin",
  "userIdentity.sessionContext.attributes.creationDate": "2026-11-14T02:10:00Z",
};
const adaTakesAdmin = byAda({
  eventID: "e-assume",
  eventName: "AssumeRole",
  "requestParameters.roleArn": admin,
  "responseElements.credentials.accessKeyId": sessionKey,
});

/** What CloudTrail has: the runbook's own question, the calls of a principal, who handed a session out. */
const trail = (request: QueryRequest) => {
  const { query } = request;
  if (query.by) return answerOf(request, calls);
  const asked = JSON.stringify(query.where);
  if (asked.includes("responseElements.credentials.accessKeyId"))
    return answerOf(request, asked.includes(sessionKey) ? [adaTakesAdmin] : []);
  return answerOf(request, asked.includes(admin) || asked.includes(sessionKey) ? [byAdmin] : [byAda()]);
};

async function asking(settings: Partial<Settings> = {}) {
  const cairn = fakeWorld(settings);
  cairn.answerWith(async (request) => trail(request));
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const run = await requestRun(cairn.ports, { incidentId, actor: responder });
  await executeRun(cairn.ports, run.id);
  const traces = () => cairn.world().runs.filter(({ query }) => query.trace);
  const step = async () => {
    const found = await cairn.ports.store.step(incidentId, "was-it-you");
    if (!found) throw new Error("the question is not due");
    return found;
  };
  const asked = async () => cairn.ports.store.asked(incidentId, "was-it-you", (await step()).position);
  return { cairn, incidentId, traces, step, asked };
}

const adaIsMember: Partial<Settings> = {
  identities: [{ principal: "arn:aws:iam::*:user/ada*", slack: member.kind === "system" ? "" : member.id }],
};

/** The question was traced, as the worker does when it is rung. */
async function traced(settings: Partial<Settings>) {
  const all = await asking(settings);
  for (const { id } of all.traces()) await executeRun(all.cairn.ports, id);
  return all;
}

describe("“was it you?”", () => {
  test("is traced at once, by Cairn itself, and put to the mapped person alone", async () => {
    const { cairn, traces, asked, incidentId, step } = await asking(adaIsMember);
    expect(traces()).toMatchObject([
      { state: "queued", requestedBy: { kind: "system" }, stepId: "was-it-you" },
    ]);
    expect(cairn.rung).toContain(traces()[0]?.id);
    await executeRun(cairn.ports, String(traces()[0]?.id));

    expect(await asked()).toMatchObject({ person: { id: "U0MEMBER" }, way: "dm", trouble: null });
    expect(plainText((await asked())?.how ?? [])).toBe("user/ada ← principal arn:aws:iam::*:user/ada*");
    const { position } = await step();
    expect(cairn.outbox()).toContainEqual({ show: "ask", incidentId, stepId: "was-it-you", position });
    expect(cairn.asked.at(-1)?.askedBy.name).toBe("cairn");
  });

  test("may be answered by them though they are no responder, and by no other member or guest", async () => {
    const { cairn, incidentId, step } = await traced(adaIsMember);
    const { version } = await step();
    const answer = { incidentId, stepId: "was-it-you", version, value: "not-mine" };
    await expect(answerStep(cairn.ports, { ...answer, actor: person("U0ELSE") })).rejects.toThrow(
      ForbiddenError,
    );
    await expect(answerStep(cairn.ports, { ...answer, actor: guest })).rejects.toThrow(ForbiddenError);
    await answerStep(cairn.ports, { ...answer, actor: member });
    expect(await step()).toMatchObject({
      state: "done",
      answer: { value: "not-mine", by: { id: "U0MEMBER" } },
    });
    const contain = await cairn.ports.store.step(incidentId, "contain");
    const next = { ...answer, stepId: "contain", version: contain?.version ?? 0, value: "done" };
    await expect(answerStep(cairn.ports, { ...next, actor: member })).rejects.toThrow(ForbiddenError);
  });

  test("is edited in their direct messages when somebody answers, time runs out or the incident is over", async () => {
    for (const end of ["answer", "time", "resolve"]) {
      const { cairn, incidentId, step } = await traced(adaIsMember);
      const { version } = await step();
      const before = cairn.outbox().filter(({ show }) => show === "ask").length;
      for (const each of cairn.world().outbox) each.state = "sent";
      if (end === "answer")
        await answerStep(cairn.ports, {
          incidentId,
          stepId: "was-it-you",
          version,
          value: "mine",
          actor: responder,
        });
      if (end === "resolve")
        await resolveIncident(cairn.ports, { incidentId, resolution: "over", actor: person("U0L", "lead") });
      if (end === "time") {
        cairn.advance(11 * 60_000);
        await sweep(cairn.ports);
        expect((await step()).answer).toMatchObject({ value: "not-mine", by: { kind: "system" } });
      }
      expect(cairn.outbox().filter(({ show }) => show === "ask")).toHaveLength(before + 1);
    }
  });

  test("is told once more when half of the time is over, and only once, and not when it is answered", async () => {
    const reminders = (cairn: ReturnType<typeof fakeWorld>) =>
      cairn.outbox().filter((show) => show.show === "ask" && show.reminder);
    const { cairn, incidentId, step } = await traced(adaIsMember);
    cairn.advance(4 * 60_000);
    await sweep(cairn.ports);
    expect(reminders(cairn)).toEqual([]);
    cairn.advance(61_000);
    await sweep(cairn.ports);
    await sweep(cairn.ports);
    const { position } = await step();
    expect(reminders(cairn)).toEqual([
      { show: "ask", incidentId, stepId: "was-it-you", position, reminder: true },
    ]);

    const answered = await traced(adaIsMember);
    const { version } = await answered.step();
    const said = { incidentId: answered.incidentId, stepId: "was-it-you", version, value: "mine" };
    await answerStep(answered.cairn.ports, { ...said, actor: member });
    answered.cairn.advance(6 * 60_000);
    await sweep(answered.cairn.ports);
    expect(reminders(answered.cairn)).toEqual([]);
  });

  test("without a word from them the commander is asked beside them, and can answer", async () => {
    const { cairn, incidentId, step, asked } = await traced(adaIsMember);
    await takeCommand(cairn.ports, { incidentId, actor: person("U0COMMANDER", "responder") });
    cairn.advance(5 * 60_000 + 1_000);
    cairn.world().outbox.length = 0;
    await sweep(cairn.ports);
    await sweep(cairn.ports);
    const { position, version } = await step();
    const show = { show: "ask", incidentId, stepId: "was-it-you", position, also: true };
    expect(cairn.outbox().filter((each) => each.show === "ask" && each.also)).toEqual([show]);
    expect(await asked()).toMatchObject({ also: { id: "U0COMMANDER" } });
    expect(cairn.world().timeline.at(-1)).toMatchObject({
      action: "step.fallback",
      body: { fallback: "u0commander" },
    });
    const said = { incidentId, stepId: "was-it-you", version, value: "mine" };
    // Whoever commands may answer what they are asked, also where they have no other role.
    await answerStep(cairn.ports, { ...said, actor: person("U0COMMANDER") });
    expect((await step()).answer).toMatchObject({ value: "mine", by: { id: "U0COMMANDER" } });
    expect(cairn.outbox()).toContainEqual(show);
  });

  test("without a commander the thread asks for one", async () => {
    const { cairn } = await traced(adaIsMember);
    cairn.advance(5 * 60_000 + 1_000);
    await sweep(cairn.ports);
    const entry = cairn.world().timeline.at(-1);
    expect(entry).toMatchObject({ action: "step.fallback", body: { fallback: "whoever takes command" } });
    expect(cairn.outbox()).toContainEqual(expect.objectContaining({ show: "entry", seq: entry?.seq }));
  });

  test("comes into the thread with a mention when a direct message does not reach them", async () => {
    const { cairn, incidentId, asked } = await traced(adaIsMember);
    const unreached = {
      send: async ({ show }: { show: { show: string } }) =>
        show.show === "ask"
          ? ({ outcome: "dropped", why: "Slack answered user_disabled." } as const)
          : ({ outcome: "sent" } as const),
      find: async () => undefined,
    };
    const ports = { ...cairn.ports, monotonic: () => 0 };
    while (await deliverOutbox(ports, { name: "slack", destination: unreached }));
    expect(await asked()).toMatchObject({ way: "thread", trouble: "Slack answered user_disabled." });
    const told = cairn.world().timeline.filter(({ action }) => action === "step.asked");
    expect(told.map(({ body }) => body.way)).toEqual(["dm", "thread"]);
    const seq = told.at(-1)?.seq ?? 0;
    expect(cairn.outbox()).toContainEqual({ show: "entry", incidentId, seq });
  });

  test.each<[string, Partial<Settings>, RegExp]>([
    ["nobody is mapped", {}, /identities/],
    [
      "it is a pipeline",
      { identities: [{ principal: "*user/ada", pipeline: "Deploy" }] },
      /pipeline “Deploy”/,
    ],
  ])("stays with the commander, and says why, where %s", async (_, settings, why) => {
    const { asked, cairn } = await traced(settings);
    expect(await asked()).toMatchObject({ person: null, way: "nobody", trouble: expect.stringMatching(why) });
    expect(cairn.outbox().map(({ show }) => show)).not.toContain("ask");
  });

  test("stays with the commander when the walk itself fails, and says why", async () => {
    const { cairn, traces, asked } = await asking(adaIsMember);
    cairn.answerWith(async () => {
      throw new InputError("AWS denied it.");
    });
    for (const { id } of traces()) await executeRun(cairn.ports, id);
    expect(await asked()).toMatchObject({ person: null, trouble: "AWS denied it." });
  });

  test("is put to somebody once, however often it is found out", async () => {
    const { cairn, traces } = await traced(adaIsMember);
    const [first] = traces();
    Object.assign(cairn.world().runs.find(({ id }) => id === first?.id) ?? {}, { state: "queued" });
    await executeRun(cairn.ports, String(first?.id));
    expect(cairn.world().timeline.filter(({ action }) => action === "step.asked")).toHaveLength(1);
  });

  test("is not traced once the incident is over", async () => {
    const { cairn, incidentId, traces } = await asking(adaIsMember);
    await resolveIncident(cairn.ports, { incidentId, resolution: "over", actor: person("U0L", "lead") });
    expect(traces()).toMatchObject([{ state: "cancelled" }]);
  });
});

describe("who is it?", () => {
  const email: Partial<Settings> = {
    identities: [
      { principal: "*user/ada", email: true },
      { principal: "*user/ada", slack: "U0RESPONDER" },
    ],
  };

  test("walks from a session's key to the user behind it and names them in Slack", async () => {
    const { cairn, incidentId } = await asking(email);
    const before = cairn.asked.length;
    const run = await askWho(cairn.ports, { incidentId, of: sessionKey, actor: responder });
    await executeRun(cairn.ports, run.id);
    const done = await cairn.ports.store.run(run.id);
    const [finding] = done?.findings ?? [];
    expect(plainText(finding?.say ?? [])).toMatch(
      /^Behind ASIAADMINADMINADMIN1 is the IAM user ada \(certain: .*\)\. role\/admin \(session x\) ← user\/ada\. In Slack: u0responder/,
    );
    expect(finding?.eventIds).toEqual(["e-admin", "e-assume"]);
    const kept = await cairn.ports.store.rows(run.id);
    expect(kept?.rows.map(({ who }) => who)).toEqual(["role/admin (session x)", "user/ada"]);
    // The second question is about the minutes in which the session began, not about the whole window.
    const [, second] = cairn.asked.slice(before);
    expect(second?.window).toEqual({
      from: new Date("2026-11-14T02:05:00Z"),
      to: new Date("2026-11-14T02:15:00Z"),
    });
    expect(cairn.asked.slice(before)).toHaveLength(2);
    expect(second?.askedBy.name).toBe("U0RESPONDER");
  });

  test("of an answer's row is asked by its place", async () => {
    const { cairn, incidentId } = await asking(email);
    const [first] = cairn.world().runs;
    const run = await askWho(cairn.ports, {
      incidentId,
      of: { runId: String(first?.id), nth: 0 },
      actor: responder,
    });
    expect(run.query.trace?.of).toBe(ada);
    await expect(
      askWho(cairn.ports, { incidentId, of: { runId: String(first?.id), nth: 9 }, actor: responder }),
    ).rejects.toThrow(/newest message/);
  });

  test("of another incident's answer is not asked", async () => {
    const { cairn, incidentId } = await asking();
    const [first] = cairn.world().runs;
    const other = await declareIncident(cairn.ports, {
      title: "another",
      channel: "C0INCIDENTS",
      actor: responder,
    });
    expect(other.id).not.toBe(incidentId);
    await expect(
      askWho(cairn.ports, {
        incidentId: other.id,
        of: { runId: String(first?.id), nth: 0 },
        actor: responder,
      }),
    ).rejects.toThrow(/newest message/);
  });

  test("is for responders, about somebody of AWS, in an incident that is open", async () => {
    const { cairn, incidentId } = await asking();
    await expect(askWho(cairn.ports, { incidentId, of: key, actor: member })).rejects.toThrow(ForbiddenError);
    await expect(askWho(cairn.ports, { incidentId, of: "<!channel>", actor: responder })).rejects.toThrow(
      InputError,
    );
    const run = await askWho(cairn.ports, { incidentId, of: key, actor: responder });
    cairn.setRoles("U0RESPONDER");
    await executeRun(cairn.ports, run.id);
    expect(await cairn.ports.store.run(run.id)).toMatchObject({
      state: "failed",
      error: expect.stringMatching(/Only/),
    });
  });

  test("says what it would take where no engine can look for it", async () => {
    const { cairn, incidentId } = await asking();
    const [engine] = cairn.ports.enginesFor("");
    if (!engine) throw new Error("no engine");
    const dear = {
      ...engine,
      plan: () => ({ ...engine.plan({} as QueryRequest), estimate: { calls: 4_000 } }),
    };
    const ports = { ...cairn.ports, enginesFor: () => [dear] };
    const before = cairn.asked.length;
    const run = await askWho(ports, { incidentId, of: admin, actor: responder });
    await executeRun(ports, run.id);
    const [finding] = (await cairn.ports.store.run(run.id))?.findings ?? [];
    expect(finding?.level).toBe("unknown");
    expect(plainText(finding?.say ?? [])).toContain("about 4000 calls");
    expect(cairn.asked).toHaveLength(before);
  });
});
