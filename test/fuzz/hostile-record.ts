import type { AlarmMute } from "../../src/domain/alarm/mute.ts";
import type { Approval } from "../../src/domain/approval.ts";
import type { Asked } from "../../src/domain/asked.ts";
import type { Finding } from "../../src/domain/finding.ts";
import type { QueryPlan } from "../../src/domain/query/query.ts";
import type { Run } from "../../src/domain/run/run.ts";
import type { Facts } from "../../src/domain/runbook/facts.ts";
import { timelineActions } from "../../src/domain/timeline/describe-entry.ts";
import type { EntryBody, TimelineAction, TimelineEntry } from "../../src/domain/timeline/timeline.ts";
import * as record from "../fixtures/slack/record.ts";
import { type Foreign, taker } from "./hostile.ts";

const { at } = record;

/** Every action of a timeline with a body as flows write it, every foreign word of it taken from outside. */
const bodies: Partial<Record<TimelineAction, (take: () => string) => EntryBody>> = {
  "incident.open": (take) => ({ title: take(), severity: "P2", number: "INC-42" }),
  "incident.acknowledge": () => ({}),
  "incident.take": () => ({}),
  "incident.assign": (take) => ({ person: "U0LEAD", name: take() }),
  "incident.severity": (take) => ({ severity: "P1", why: take() }),
  "incident.resolve": (take) => ({ resolution: take() }),
  "incident.reopen": (take) => ({ reason: take() }),
  "alarm.transition": (take) => ({
    alarm: take(),
    arn: take(),
    state: "ALARM",
    reason: take(),
    contributor: { [take()]: take() },
  }),
  "incident.escalate": (take) => ({
    ...{ by: "ladder", to: ["U0RESPONDER", "S0TEAM", "C0LEADS", take()], names: take(), why: take() },
    ...{ rung: 1, of: 2, ladder: take(), passed: take(), others: take() },
  }),
  "note.add": (take) => ({ text: take() }),
  "runbook.start": (take) => ({ runbook: "x", title: take(), why: take(), notes: take() }),
  "runbook.suggest": (take) => ({ runbook: "x", title: take(), missing: take() }),
  "runbook.finish": (take) => ({ outcome: take(), say: take() }),
  "run.request": (take) => ({ run: "r", title: take(), notes: take() }),
  "run.finish": (take) => ({ run: "r", title: take(), rows: 3, matched: 4, again: "settled", news: take() }),
  "run.fail": (take) => ({ run: "r", title: take(), why: take() }),
  "run.cancel": (take) => ({ run: "r", title: take() }),
  "finding.raise": (take) => ({ step: "who", level: "warning", say: take(), eventIds: [take()] }),
  "step.ask": (take) => ({ step: "was-it-you", question: take() }),
  "step.answer": (take) => ({ step: "was-it-you", title: take(), answer: take(), note: take() }),
  "step.skip": (take) => ({ step: "was-it-you", title: take(), why: take() }),
};

/** Of an action that is not among these: whatever is read of it is hostile. */
const anyBody = (take: () => string): EntryBody => new Proxy({}, { get: () => take() });

const columns = ["eventTime", "principal", "userAgent", "errorMessage", "count"];

/** A whole record in which everything that somebody else may have written is hostile. */
export function hostileRecord(foreign: Foreign) {
  const take = taker(foreign);
  const name = () => ({ id: "U0RESPONDER", name: take() });
  const responder = () => ({ kind: "responder" as const, ...name() });
  const alarm = record.alarm({
    name: take(),
    reason: take(),
    description: take(),
    region: take(),
    account: take(),
    arn: take(),
    contributor: { id: take(), attributes: { [take()]: take() } },
    tags: { [take()]: take() },
    dimensions: { [take()]: take() },
  });
  const finding = (): Finding => ({
    stepId: "who",
    level: "warning",
    say: [
      { author: "It was `" },
      { inserted: take() },
      { author: "` and **" },
      { inserted: take() },
      { author: "**." },
    ],
    eventIds: [take()],
  });
  const completeness = record.completeness({
    accounts: [take()],
    regions: [take()],
    logs: [take()],
    truncated: take(),
    notes: [take(), take()],
    legs: [
      { engine: "event-history", account: take(), region: take(), state: "failed", why: take() },
      { engine: "log-group", account: take(), region: take(), group: take(), state: "done" },
    ],
    recorded: {
      state: "partly",
      reasons: [take(), take()],
      fix: [{ say: take(), command: "aws cloudtrail start-logging --name x" }, { say: take() }],
    },
  });
  const plan: QueryPlan = {
    engine: "log-group",
    pushedDown: [take()],
    checkedHere: [take()],
    estimate: { calls: 3, seconds: 400 },
    why: take(),
    unreached: take(),
    command: `: ${"x".repeat(20)}`,
  };
  const progress = {
    pagesRead: 1,
    scanned: 9,
    matched: 3,
    legs: completeness.legs,
    preview: { columns, rows: record.rows(3, columns, () => take()).rows },
  } as Run["progress"];
  const approval: Approval = {
    ...{ id: "a", incidentId: "i", stepId: "ok", forStep: "act", contentHash: "0".repeat(64) },
    ...{
      state: "approved",
      requestedBy: responder(),
      requestedAt: at,
      decidedBy: responder(),
      decidedAt: at,
    },
    ...{ expiresAt: at, brokenBecause: take(), reviewedBy: responder(), reviewedAt: at },
  };
  const asked: Asked = {
    ...{ incidentId: "i", stepId: "was-it-you", position: 1, person: { id: "U0RESPONDER", name: take() } },
    ...{ how: [{ author: "By " }, { inserted: take() }], remindAt: null, way: "dm", trouble: take() },
  };
  const literal = { type: "text" as const, text: take(), openStart: false, openEnd: false };
  const run = (changes: Partial<Parameters<typeof record.run>[0]> = {}) =>
    record.run({
      title: take(),
      account: take(),
      regions: [take(), take()],
      requestedBy: responder(),
      cancelledBy: responder(),
      error: take(),
      findings: [finding(), finding()],
      completeness,
      progress,
      plan,
      rowCount: 3,
      again: { first: "a", previous: "b", why: "settled" },
      asksAgainAt: at,
      difference: {
        ...{ came: [], went: [], changed: [], records: 1, cut: false },
        ...{ counts: { came: 1, went: 0, changed: 0 }, words: [{ author: "With " }, { inserted: take() }] },
      },
      query: {
        ...record.run().query,
        where: { path: "userAgent", test: { op: "equals", values: [literal] } },
      },
      ...changes,
    });
  const incident = (changes: Partial<Parameters<typeof record.incident>[0]> = {}) =>
    record.incident({
      title: take(),
      alarm,
      counts: { alarms: 40, firing: 9, transitions: 99, reopened: 2 },
      snoozed: { until: at, by: responder(), reason: take() },
      openedBy: responder(),
      acknowledgedBy: responder(),
      acknowledgedAt: at,
      resolution: take(),
      resolvedAt: at,
      commander: name(),
      ...changes,
    });
  const alarms = Array.from({ length: 12 }, (_, index) => ({
    key: `${index}${take()}`,
    name: take(),
    arn: take(),
    severity: "P2" as const,
    state: index % 2 ? ("OK" as const) : ("ALARM" as const),
    at,
    count: index,
    transitions: index,
  }));
  const rows = record.rows(14, columns, () => take());
  const facts: Facts = {
    principal: { value: take(), from: "step:who" },
    address: { value: take(), from: "step:who" },
    key: { value: take(), from: "input" },
  };
  const entry = (action: TimelineAction, seq = 1): TimelineEntry => ({
    incidentId: "i",
    seq,
    at,
    actor: responder(),
    action,
    body: bodies[action]?.(take) ?? anyBody(take),
    salt: "00",
    hash: "00",
  });
  const runbook = record.runbook();
  const mute = (): AlarmMute => ({
    ...{ arn: take(), name: take(), incidentId: "i", until: at, reason: take(), by: responder(), at },
    ...{ transitions: 3, wouldHaveOpened: 1, unmuted: false },
  });
  return {
    take,
    alarm,
    alarms,
    mute,
    run,
    incident,
    rows,
    facts,
    entry,
    actions: timelineActions,
    responder,
    completeness,
    plan,
    approval,
    asked,
    runbook,
    step: record.step,
    steps: record.steps,
    at,
  };
}

export type HostileRecord = ReturnType<typeof hostileRecord>;
