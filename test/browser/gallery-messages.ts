import type { Chart } from "../../src/domain/chart/chart.ts";
import { chartOfRun } from "../../src/domain/chart/chart-of-run.ts";
import type { ActStep, ApproveStep } from "../../src/domain/runbook/schema.ts";
import { readRunbooks, shippedRunbooks } from "../../src/runbook-folder.ts";
import { incidentUsage } from "../../src/slack/listeners/verbs.ts";
import { actBody } from "../../src/slack/views/act.ts";
import { approveBody } from "../../src/slack/views/approve.ts";
import { askReminderView, askView } from "../../src/slack/views/ask.ts";
import { actions, type Block, heading } from "../../src/slack/views/blocks.ts";
import { callView } from "../../src/slack/views/call.ts";
import { commandView } from "../../src/slack/views/command.ts";
import { digestView } from "../../src/slack/views/digest.ts";
import { entryView } from "../../src/slack/views/entry.ts";
import { evidenceView } from "../../src/slack/views/evidence.ts";
import { followUpsView } from "../../src/slack/views/follow-ups.ts";
import { helpView } from "../../src/slack/views/help.ts";
import { incidentView } from "../../src/slack/views/incident.ts";
import { type MessageView, messageView } from "../../src/slack/views/message.ts";
import { mistypedView } from "../../src/slack/views/mistyped.ts";
import { movedView } from "../../src/slack/views/moved.ts";
import { mutesView } from "../../src/slack/views/mutes.ts";
import { openFormView } from "../../src/slack/views/open-form.ts";
import { pageView } from "../../src/slack/views/page-link.ts";
import { pickAnswerView } from "../../src/slack/views/pick-answer.ts";
import { pickStepView } from "../../src/slack/views/pick-step.ts";
import type { Picture } from "../../src/slack/views/picture.ts";
import { plainMessage } from "../../src/slack/views/plain-message.ts";
import { repeatBody } from "../../src/slack/views/question-body.ts";
import { runView } from "../../src/slack/views/run.ts";
import { runbookListView, runbookView } from "../../src/slack/views/runbooks.ts";
import { statusView } from "../../src/slack/views/status.ts";
import { stepView } from "../../src/slack/views/step.ts";
import { toldView } from "../../src/slack/views/told.ts";
import { whatChangedView } from "../../src/slack/views/what-changed.ts";
import * as pieces from "../fixtures/slack/record.ts";
import * as night from "./gallery-record.ts";

const { alarms, asked, at, changed, entry, facts, incident, kept, lead, minutes, onCall, responder, taken } =
  night;
const commands = { incident: "/incident", runbook: "/runbook", trail: "/trail" };
const { runbooks } = readRunbooks(shippedRunbooks);
const runbookFile = (id: string) => {
  const found = runbooks.find((each) => each.id === id);
  if (!found) throw new Error(`There is no runbook ${id}.`);
  return found;
};
const known = (name: string) => facts[name]?.value ?? "";

const step = (stepId: string, changes: Parameters<typeof pieces.step>[0] = {}) =>
  stepView({
    incident: taken,
    step: pieces.step({
      stepId,
      position: pieces.steps.findIndex(({ id }) => id === stepId) + 1,
      ...changes,
    }),
    runbook: pieces.runbook(),
    ...{ run: undefined, rows: undefined, facts },
  });

const prose = { markdown: "", blocks: [] };
const act = {
  ...{ kind: "act", id: "switch-off", title: "Switch the key off", prose, line: 1, conclude: [], next: [] },
  ...{ event: "access-key.deactivate", detail: { key: "{{key}}", account: "111122223333" }, risk: "contain" },
  ...{ check: "IAM shows the key as inactive.", copy: [] },
} as unknown as ActStep;
const approve = {
  ...{
    kind: "approve",
    id: "ok",
    title: "Approve switching the key off",
    prose,
    line: 1,
    conclude: [],
    next: [],
  },
  ...{ question: "Switch off {{key}}?", what: act },
} as unknown as ApproveStep;
const approval = (state: "asked" | "approved") => ({
  ...{ id: "a", incidentId: "i", stepId: "ok", forStep: "switch-off", contentHash: "0".repeat(64), state },
  ...{ requestedBy: responder, requestedAt: at, expiresAt: minutes(15), brokenBecause: null },
  ...{ decidedBy: state === "asked" ? null : lead, decidedAt: state === "asked" ? null : minutes(3) },
  ...{ reviewedBy: null, reviewedAt: null },
});
const body = (
  title: string,
  { blocks, buttons }: { blocks: Block[]; buttons: Parameters<typeof actions>[0] },
) => messageView(title, [heading(title), ...blocks, ...actions(buttons)]);

const question = {
  ...{
    incidentId: "i",
    stepId: "was-it-you",
    position: 2,
    trouble: null,
    remindAt: null,
    way: "dm" as const,
  },
  person: { id: "U0ONCALL", name: "on-call" },
  how: [{ author: "The settings name them for " }, { inserted: "report-exporter" }, { author: "." }],
};
const ask = {
  ...{
    incident: taken,
    step: pieces.step({ stepId: "was-it-you", position: 2, state: "waiting", expiresAt: minutes(10) }),
  },
  ...{ definition: pieces.steps[1], asked: question, facts },
};

const notRecorded = asked({
  ...{ title: "Which objects of the bucket were read?", findings: [], rowCount: 0 },
  completeness: pieces.completeness({
    ...{ matched: 0, scanned: 0 },
    recorded: {
      state: "not-recorded",
      reasons: ["No trail of account 111122223333 records data events of S3."],
      fix: [{ say: "Let a trail record data events of this bucket; it holds from then on." }],
    },
  }),
});

const round = (number: number, held: boolean) =>
  asked({
    id: `round-${number}`,
    round: { number, held },
    rowCount: held ? 0 : 3,
    endedAt: minutes(number * 10),
  });
const repeated = {
  ...{ kind: "repeat", id: "quiet", title: "Is it quiet now?", prose, line: 1, conclude: [], next: [] },
  ...{
    inARow: 2,
    until: { text: "rows == 0" },
    every: 600,
    atMost: 3_600,
    window: { fact: "window" },
    query: {},
  },
} as never;

const groupsRun = asked({ rowCount: kept.rows.length });
export const charts: Record<string, Chart | undefined> = {
  groups: chartOfRun(incident(), groupsRun, kept),
  partly: chartOfRun(incident(), night.partly(), kept),
  changed: chartOfRun(incident(), changed, { rows: night.changes, shape: night.changesShape }),
};

type Pictures = (name: string) => Picture | undefined;
const withPicture = (picture: Picture | undefined) => ({ ...kept, ...(picture && { picture }) });

/** Every kind of message, as people see it; those that others' tests take pictures of are not among them. */
export const messages: Record<string, (pictures: Pictures) => MessageView> = {
  "message-incident": () =>
    incidentView({
      ...{ incident: incident(), alarms, runs: [asked()], runbook: pieces.runbook() },
      steps: pieces.steps.map(({ id }, nth) => pieces.step({ stepId: id, position: nth + 1 })),
    }),
  "message-call": () =>
    callView(
      incident(),
      { body: { why: "Nobody acknowledged it for 10 minutes.", others: "on-call" } },
      { thread: "https://example.slack.com/archives/C0INCIDENTS/p1" },
    ),
  "message-moved": () => movedView(incident(), "https://example.slack.com/archives/C0GENERAL/p1", false),
  "message-what-changed": (pictures) => {
    const picture = pictures("changed");
    const rows = { columns: Object.keys(night.changes[0] ?? {}), rows: night.changes };
    return whatChangedView(incident(), changed, {
      rows: { ...rows, ...(picture && { picture }) },
      pipelines: ["*pipeline*"],
    });
  },
  "answer-groups": (pictures) => runView(taken, groupsRun, withPicture(pictures("groups"))),
  "answer-partly": (pictures) => runView(taken, night.partly(), withPicture(pictures("partly"))),
  "answer-not-recorded": () => runView(taken, notRecorded, { columns: [], rows: [] }),
  "answer-evidence": () => evidenceView(taken, asked(), night.found, kept),
  "answer-command": () => commandView(taken, { ...asked(), plan: asked().plan as never }),
  "step-ask": () => step("was-it-you", { state: "waiting", expiresAt: minutes(10) }),
  "step-ask-direct": () => askView(ask),
  "step-ask-reminder": () => askReminderView(ask),
  "step-choose": () => step("how"),
  "step-instruct": () => step("rotate"),
  "step-repeat": () =>
    body(
      "6. Is it quiet now?",
      repeatBody(
        {
          ...{
            incident: taken,
            runbook: pieces.runbook(),
            rows: undefined,
            facts,
            run: asked({ round: { number: 2, held: true }, findings: [], rowCount: 0 }),
          },
          step: pieces.step({ stepId: "quiet", state: "waiting", expiresAt: minutes(30), position: 6 }),
          rounds: [round(1, false), round(2, true)],
        },
        repeated,
      ),
    ),
  "step-approve": () =>
    body(
      "7. Approve switching the key off",
      approveBody(
        { step: pieces.step({ stepId: "ok", state: "waiting" }), approval: approval("asked"), over: false },
        approve,
        known as never,
      ),
    ),
  "step-act": () =>
    body(
      "8. Switch the key off",
      actBody(
        { step: pieces.step({ stepId: "switch-off" }), approval: approval("approved"), trouble: undefined },
        act,
        known as never,
      ),
    ),
  "step-finish": () => step("close-benign"),
  "entry-note": () =>
    entryView(taken, entry(7, "note.add", { text: "The key belongs to the report exporter." })),
  "entry-escalated": () =>
    entryView(
      taken,
      entry(
        8,
        "incident.escalate",
        {
          ...{
            by: "ladder",
            to: ["U0ONCALL"],
            names: "on-call",
            why: "Nobody acknowledged it for 10 minutes.",
          },
          ...{ rung: 1, of: 2, ladder: "security" },
        },
        { kind: "system" },
      ),
    ),
  "entry-follow-up": () =>
    entryView(
      taken,
      entry(9, "followup.add", {
        text: "Let the exporter use a role",
        due: "2026-12-01",
        owner: "lead",
      }),
    ),
  digest: () =>
    digestView(
      taken,
      [
        entry(3, "incident.acknowledge", {}, onCall),
        entry(4, "note.add", { text: "I am on the train." }, onCall),
      ],
      5,
    ),
  help: () => helpView("/incident", incidentUsage),
  mistyped: () => mistypedView("/incident", "asign", { name: "assign", usage: "[@who]" }, { rest: "assign" }),
  "pick-step": () =>
    pickStepView(
      incident(),
      pieces.steps.map(({ id, title }, nth) => ({
        id,
        title,
        number: nth + 1,
        standing: nth === 0 ? "done" : "due",
      })),
      { why: "“key” fits several.", verb: "run", rest: "", pickable: ["who", "rotate"] },
    ),
  "pick-answer": () =>
    pickAnswerView(
      pieces.step({ stepId: "how", position: 3 }),
      "How bad is it?",
      [
        { value: "bad", label: "Bad", note: "no" },
        { value: "worse", label: "Worse", note: "no" },
      ],
      "awful",
    ),
  "open-form": () => openFormView("snooze"),
  refusal: () => toldView("Only the commander or a lead may assign. The commander is responder: ask them."),
  status: () =>
    statusView(
      [
        incident(),
        incident({
          id: "j",
          number: 43,
          severity: "P3",
          title: "ConsoleSignInFailures",
          state: "acknowledged",
        }),
      ],
      "Open",
      commands,
    ),
  "page-link": () => pageView(incident(), "https://cairn.example/incidents/INC-42"),
  runbooks: () =>
    runbookListView(["access-key-compromise", "public-bucket", "trail-tampering"].map(runbookFile), commands),
  runbook: () => runbookView(runbookFile("access-key-compromise"), commands),
  mutes: () =>
    mutesView([
      {
        ...{
          arn: "a",
          name: "ConsoleSignInFailures",
          incidentId: "i",
          until: minutes(120),
          reason: "The threshold is being mended.",
        },
        ...{ by: responder, at, transitions: 5, wouldHaveOpened: 2, unmuted: false },
      },
    ]),
  "follow-ups": () =>
    followUpsView(taken, [
      {
        ...{
          seq: 9,
          text: "Let the exporter use a role",
          owner: { id: "U0LEAD", name: "lead" },
          due: "2026-12-01",
        },
        ...{ addedAt: at, addedBy: responder, doneAt: null, doneBy: null },
      },
    ]),
  "plain-message": () => plainMessage(step("how")),
};
