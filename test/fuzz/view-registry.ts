import type { ActStep, ApproveStep } from "../../src/domain/runbook/schema.ts";
import { actBody } from "../../src/slack/views/act.ts";
import { againBlocks, againButtons, withNews } from "../../src/slack/views/again.ts";
import { answerBlocks, answerButtons } from "../../src/slack/views/answer.ts";
import { approveBody, targetBlocks } from "../../src/slack/views/approve.ts";
import { askedWords, askReminderView, askView } from "../../src/slack/views/ask.ts";
import { askWithModal, estimateLines } from "../../src/slack/views/ask-with.ts";
import { actions, type Block, line, lines } from "../../src/slack/views/blocks.ts";
import { answered, callView } from "../../src/slack/views/call.ts";
import { commandView } from "../../src/slack/views/command.ts";
import { commandsToCopy } from "../../src/slack/views/commands-to-copy.ts";
import { completenessLines } from "../../src/slack/views/completeness-lines.ts";
import { digestView } from "../../src/slack/views/digest.ts";
import { elementLines } from "../../src/slack/views/element-lines.ts";
import { entryView } from "../../src/slack/views/entry.ts";
import { entryMarks } from "../../src/slack/views/entry-marks.ts";
import { escalateModal } from "../../src/slack/views/escalate-modal.ts";
import { evidenceButtons, evidenceView } from "../../src/slack/views/evidence.ts";
import { followUpsView, theirFollowUpsView } from "../../src/slack/views/follow-ups.ts";
import { breakGlassModal, reviewGlassModal } from "../../src/slack/views/glass-modals.ts";
import { helpView } from "../../src/slack/views/help.ts";
import { incidentView } from "../../src/slack/views/incident.ts";
import { incidentAlarms } from "../../src/slack/views/incident-alarms.ts";
import { incidentInBrief } from "../../src/slack/views/incident-in-brief.ts";
import { incidentStanding } from "../../src/slack/views/incident-standing.ts";
import { alarmLink, incidentText } from "../../src/slack/views/incident-text.ts";
import { inputsModal } from "../../src/slack/views/inputs-modal.ts";
import { messageView } from "../../src/slack/views/message.ts";
import * as modals from "../../src/slack/views/modals.ts";
import { movedView } from "../../src/slack/views/moved.ts";
import { mutesView } from "../../src/slack/views/mutes.ts";
import { nextCallLine, nextCallWords, type ShownEscalation } from "../../src/slack/views/next-call.ts";
import { pickAnswerView } from "../../src/slack/views/pick-answer.ts";
import { pickIncidentView } from "../../src/slack/views/pick-incident.ts";
import { pickStepView } from "../../src/slack/views/pick-step.ts";
import { pictureBlock } from "../../src/slack/views/picture.ts";
import { plainMessage } from "../../src/slack/views/plain-message.ts";
import { prose } from "../../src/slack/views/prose.ts";
import { queryBody, repeatBody } from "../../src/slack/views/question-body.ts";
import { quietView } from "../../src/slack/views/quiet.ts";
import { recordedBlocks } from "../../src/slack/views/recorded.ts";
import { roundBlocks, roundButtons } from "../../src/slack/views/rounds.ts";
import { runBlocks, runView, runWords } from "../../src/slack/views/run.ts";
import { runbookListView, runbookView } from "../../src/slack/views/runbooks.ts";
import { segments } from "../../src/slack/views/segments.ts";
import { statusView } from "../../src/slack/views/status.ts";
import { stepView } from "../../src/slack/views/step.ts";
import { changeInputsModal, inputBlocks } from "../../src/slack/views/step-inputs.ts";
import { claimBlocks, skipBlocks, standingButtons } from "../../src/slack/views/step-standing.ts";
import { table } from "../../src/slack/views/table.ts";
import { mergedLines, mutedLines, muteFlapping } from "../../src/slack/views/tended.ts";
import {
  correctModal,
  followUpModal,
  mergeModal,
  muteModal,
  summaryModal,
} from "../../src/slack/views/tending-modals.ts";
import { toldView } from "../../src/slack/views/told.ts";
import { trailModal } from "../../src/slack/views/trail-modal.ts";
import { transcriptModal } from "../../src/slack/views/transcript-modal.ts";
import { missingBlocks, underWay } from "../../src/slack/views/under-way.ts";
import { whatChangedView } from "../../src/slack/views/what-changed.ts";
import { whoButtons } from "../../src/slack/views/who-buttons.ts";
import { deskViews } from "./desk-views.ts";
import type { HostileRecord } from "./hostile-record.ts";

/** Something that Slack would show: a message, a modal, a page. */
export type Shown = { text?: string; blocks: readonly unknown[] } & Record<string, unknown>;
type Renderer = (record: HostileRecord) => Shown[];

const thread = "https://cairn.example/archives/C0INCIDENTS/p1";
const rung = { notify: ["U0ONCALL"], afterSeconds: 300, outside: "skip" } as const;
/** With names as people gave them. */
const laddered = (take: () => string): ShownEscalation => ({
  escalation: {
    ...{ incidentId: "i", ladder: take(), rungs: [rung], from: "P4", next: 0, climb: 1, calls: [] },
    ...{ begunAt: new Date(0), dueAt: new Date(300_000) },
  },
  names: new Map([["U0ONCALL", take()]]),
});
const ended = (take: () => string): ShownEscalation => {
  const { escalation, names } = laddered(take);
  return { escalation: { ...escalation, next: 1, dueAt: null, calls: [{ seq: 1, channels: [] }] }, names };
};
const from = { channel: "C0INCIDENTS", threadTs: "1.2" };
const commands = { incident: "/incident", runbook: "/runbook", trail: "/trail" };
const runStates = ["queued", "running", "done", "failed", "cancelled", "unknown"] as const;
/** Pieces of a view, as a message would hold them. */
const shown = (blocks: Block[], words = "x"): Shown => messageView(words, blocks) as unknown as Shown;
const views = (...all: unknown[]): Shown[] => all as Shown[];

const words = { markdown: "x", blocks: [{ kind: "paragraph" as const, text: [{ text: "x {{a}}" }] }] };
const act = {
  ...{ kind: "act", id: "act", title: "Block it", prose: words, line: 1, conclude: [], next: [] },
  ...{ event: "block", detail: { key: "{{key}}", list: "{{list}}" }, check: "See {{a}}.", risk: "contain" },
  copy: [{ say: "By hand {{a}}:", command: "aws iam x --key {{a}}" }],
} as unknown as ActStep;
const approve = {
  ...{ kind: "approve", id: "ok", title: "Approve it", prose: words, line: 1, conclude: [], next: [] },
  ...{ question: "Block {{a}}?", what: undefined },
} as unknown as ApproveStep;

/** Files that hold pieces every view is made of; they are tried wherever these are. */
export const pieces = ["blocks", "foreign-text", "fit-blocks", "modal", "level", "shown-cell", "plain-time"];

/** How every view is shown with a hostile record: a file of src/slack/views, and each function that it exports. */
export const registry: Record<string, Record<string, Renderer>> = {
  ...(deskViews as Record<string, Record<string, Renderer>>),
  act: {
    actBody: ({ step, approval, take }) =>
      (["ready", "queued", "waiting", "unknown", "failed"] as const).map((state) =>
        shown(actBody({ step: step({ state }), approval, trouble: take() }, act, () => take()).blocks),
      ),
  },
  again: {
    againBlocks: ({ run, incident }) =>
      runStates.map((state) =>
        shown([...againBlocks(run({ difference: null }), run({ state }), incident()), lines()]),
      ),
    againButtons: ({ run }) =>
      runStates.map((state) => shown([...actions(againButtons(run(), run({ state }))), lines()])),
    withNews: ({ run, rows }) => [shown(table(withNews(rows, run()).columns, rows.rows).blocks)],
  },
  approve: {
    approveBody: ({ step, approval, take }) =>
      (["asked", "approved", "rejected", "expired", "void", "used"] as const).map((state) =>
        shown(
          approveBody(
            { step: step({ state: "waiting" }), approval: { ...approval, state }, over: false },
            { ...approve, what: act },
            () => take(),
          ).blocks,
        ),
      ),
    targetBlocks: ({ take }) => [shown(targetBlocks(act, () => take()))],
  },
  ask: {
    askView: ({ incident, step, steps, asked, facts, at, responder }) =>
      views(
        ...[null, { value: "mine", by: responder(), at }].map((answer) =>
          askView({
            incident: incident({ state: "open" }),
            step: step({ stepId: "was-it-you", state: "waiting", answer, expiresAt: at }),
            definition: steps[1],
            asked,
            facts,
          }),
        ),
      ),
    askReminderView: ({ incident, step, steps, asked, facts, at }) =>
      (["waiting", "done"] as const).map(
        (state) =>
          askReminderView({
            incident: incident({ state: "open" }),
            step: step({ stepId: "was-it-you", state, expiresAt: at }),
            definition: steps[1],
            asked,
            facts,
          }) as unknown as Shown,
      ),
    askedWords: ({ asked }) =>
      [asked, { ...asked, person: null }].map((each) =>
        shown([lines({ type: "rich_text_section", elements: askedWords(each) })]),
      ),
  },
  "ask-with": {
    askWithModal: ({ plan, take }) =>
      views(
        askWithModal({ incidentId: "i", stepId: "s" }, take(), [
          { engine: "log-group", plan, usual: true },
          { engine: "athena", refused: take(), usual: false },
        ] as never),
      ),
    estimateLines: ({ plan }) => [
      shown([lines(...estimateLines([{ engine: "log-group", plan, usual: true }] as never))]),
    ],
    takesLong: () => [],
  },
  command: {
    commandView: ({ incident, run, plan }) => views(commandView(incident(), { ...run(), plan })),
    // Its text is tried in shell.test.ts, its words in files.test.ts.
    commandFile: () => [],
    fitsMessage: () => [],
  },
  digest: {
    digestView: ({ incident, entry, actions: all }) =>
      views(
        digestView(
          incident(),
          all.slice(0, 10).map((action) => entry(action)),
          99,
        ),
      ),
  },
  evidence: {
    evidenceButtons: ({ run }) => [shown([...actions(evidenceButtons(run())), lines()])],
    evidenceView: ({ incident, run, rows }) =>
      views(...run().findings.map((finding) => evidenceView(incident(), run(), finding, rows))),
  },
  "glass-modals": {
    breakGlassModal: () => views(breakGlassModal({ incidentId: "i", stepId: "s" }, from)),
    reviewGlassModal: () => views(reviewGlassModal({ incidentId: "i", stepId: "s" }, from)),
  },
  recorded: {
    recordedBlocks: ({ completeness }) =>
      (["recorded", "partly", "not-recorded", "cannot-tell"] as const).map((state) =>
        shown(recordedBlocks({ recorded: completeness.recorded && { ...completeness.recorded, state } })),
      ),
  },
  rounds: {
    roundBlocks: ({ run, step, at }) => [
      shown(
        roundBlocks(
          step({ state: "waiting", expiresAt: at }),
          { inARow: 2, until: { text: "rows == 0" }, every: 600, atMost: 6 } as never,
          runStates.map((state) => run({ state })),
        ),
      ),
    ],
    roundButtons: ({ step }) => [shown([...actions(roundButtons(step())), lines()])],
  },
  "under-way": {
    underWay: ({ run }) => (["queued", "running"] as const).map((state) => shown(underWay(run({ state })))),
    missingBlocks: ({ completeness }) => [shown(missingBlocks(completeness))],
  },
  "what-changed": {
    whatChangedView: ({ incident, run, take, completeness }) => {
      const calls = Array.from({ length: 14 }, (_, nth) => ({
        ...{ principal: take(), actor: take(), eventName: take(), eventSource: take(), userAgent: take() },
        ...{ resource: take(), ip: take(), sourceIPAddress: take(), errorCode: take(), key: take() },
        ...{
          eventTime: "2026-11-14T02:30:00Z",
          first: "2026-11-14T02:30:00Z",
          last: "2026-11-14T02:31:00Z",
          count: nth + 1,
        },
      }));
      const rows = { columns: Object.keys(calls[0] ?? {}), rows: calls };
      return views(
        ...runStates.map((state) =>
          whatChangedView(incident(), run({ state, completeness }), { rows, pipelines: [] }),
        ),
      );
    },
  },
  "who-buttons": {
    whoButtons: ({ run, take }) => [
      shown([
        ...actions(
          whoButtons(run({ query: { ...run().query, by: ["principal"] } }), {
            columns: ["principal"],
            rows: Array.from({ length: 5 }, () => ({ principal: take() })),
          }),
        ),
        lines(),
      ]),
    ],
  },
  answer: {
    answerBlocks: ({ run, rows }) => runStates.map((state) => shown(answerBlocks(run({ state }), rows))),
    answerButtons: ({ run }) =>
      runStates.map((state) => shown([...actions(answerButtons(run({ state }), [])), lines()])),
  },
  "commands-to-copy": {
    commandsToCopy: ({ take }) => [
      shown(
        commandsToCopy(
          Array.from({ length: 7 }, () => ({ say: "Do {{a}}:", command: "aws iam x --key {{a}} --b {{b}}" })),
          () => take(),
        ),
      ),
    ],
  },
  "completeness-lines": {
    completenessLines: ({ completeness }) => [shown([lines(...completenessLines(completeness))])],
  },
  "element-lines": {
    elementLines: ({ run, take }) => [
      shown([
        ...elementLines(
          { ...run(), query: { ...run().query, each: [{ element: take() }, { element: take() }] as never } },
          { rows: [] },
        ),
        lines(),
      ]),
    ],
  },
  entry: {
    entryView: ({ entry, incident, actions }) =>
      views(...actions.map((action) => entryView(incident({ state: "open" }), entry(action)))),
  },
  call: {
    callView: ({ incident, take }) =>
      views(
        ...(["open", "acknowledged", "resolved"] as const).flatMap((state) =>
          [undefined, thread].map((place) =>
            callView(incident({ state }), { body: { why: take(), others: take() } }, { thread: place }),
          ),
        ),
      ),
    answered: ({ incident }) =>
      (["open", "acknowledged", "resolved"] as const).map((state) =>
        shown([lines()], answered(incident({ state }))),
      ),
  },
  "escalate-modal": {
    escalateModal: ({ incident, take }) =>
      views(
        ...[{ names: take(), rung: 1, of: 3, ladder: take() }, undefined].map((next) =>
          escalateModal(
            {
              ...{ incident: incident(), next, ended: take(), seen: { climb: 1, next: 0 } },
              leads: [
                { id: "U0LEAD", name: take() },
                { id: "S0LEADS", name: take() },
              ],
              groups: [{ id: "S0TEAM", name: take() }],
            },
            from,
            take(),
          ),
        ),
      ),
  },
  "incident-text": {
    incidentText: ({ incident, run, take }) =>
      (["open", "acknowledged", "resolved"] as const).map((state) =>
        shown([lines()], incidentText(incident({ state }), { runs: [run()], escalation: laddered(take) })),
      ),
    alarmLink: ({ incident }) => views(messageView("x", [lines()], alarmLink(incident()))),
  },
  "next-call": {
    nextCallLine: ({ take }) =>
      [laddered(take), ended(take)].map((each) =>
        shown([lines(...nextCallLine({ state: "open", snoozed: null }, each), line())]),
      ),
    nextCallWords: ({ take }) => [
      shown([lines()], nextCallWords({ state: "open", snoozed: null }, laddered(take))),
    ],
  },
  help: {
    helpView: ({ take }) =>
      views(
        helpView("/incident", [{ typed: "ack", meaning: "says so", synonyms: ["acknowledge"] }], take()),
        helpView("/trail", []),
      ),
  },
  incident: {
    incidentView: ({ incident, alarms, run, runbook, steps, step, take }) =>
      views(
        ...(["open", "acknowledged", "resolved"] as const).map((state) =>
          incidentView({
            incident: incident({ state, storm: state === "open" }),
            alarms,
            steps: steps.map(({ id }) => step({ stepId: id })),
            runs: [run(), run({ error: null })],
            runbook,
            escalation: laddered(take),
            page: "https://cairn.example/incidents/INC-1",
          }),
        ),
        incidentView({
          incident: incident({ runbook: null, commander: null, alarm: null }),
          alarms,
          steps: [],
          runs: [],
          runbook: undefined,
        }),
      ),
    canRun: () => [],
  },
  "incident-in-brief": {
    incidentInBrief: ({ incident, take }) => [
      shown([incidentInBrief(incident(), { titleLength: 200, pagesUrl: "https://cairn.example" })]),
      shown([
        incidentInBrief(incident({ commander: { id: "U0RESPONDER", name: take() } }), { titleLength: 120 }),
      ]),
    ],
  },
  "incident-alarms": {
    incidentAlarms: ({ incident, alarms }) =>
      [true, false].map((storm) => shown(incidentAlarms({ incident: incident({ storm }), alarms }))),
  },
  "incident-standing": {
    incidentStanding: ({ incident, take }) =>
      (["open", "acknowledged", "resolved"] as const).map((state) =>
        shown([incidentStanding({ incident: incident({ state }), escalation: laddered(take) })]),
      ),
  },
  "inputs-modal": {
    inputHint: () => [],
    inputsModal: ({ incident, take, runbook }) =>
      views(
        inputsModal(
          incident(),
          { id: "x", title: take() },
          Object.entries(runbook.inputs).map(([name, input]) => ({ name, ask: take(), input, why: take() })),
          from,
          { key: take() },
        ),
        inputsModal(
          incident(),
          { id: "x", title: take() },
          [{ name: "who", ask: take(), why: take(), input: { type: "principal" } as never }],
          from,
          {},
        ),
        inputsModal(
          incident(),
          { id: "x", title: take() },
          [{ name: "which", ask: take(), input: { type: "enum", values: ["a", "b"] } as never }],
          from,
          {},
        ),
      ),
  },
  message: { messageView: ({ take }) => [shown([lines()], take())] },
  modals: {
    declareModal: () => views(modals.declareModal(from)),
    noteModal: ({ incident }) => views(modals.noteModal(incident(), from)),
    resolveModal: ({ incident }) => views(modals.resolveModal(incident(), from)),
    reopenModal: ({ incident }) => views(modals.reopenModal(incident(), from)),
    assignModal: ({ incident }) => views(modals.assignModal(incident(), from)),
    severityModal: ({ incident }) => views(modals.severityModal(incident(), from)),
    skipModal: ({ take }) => views(modals.skipModal({ ...from, stepId: "who" }, take(), from)),
    snoozeModal: ({ incident }) => views(modals.snoozeModal(incident(), from)),
    runbookModal: ({ incident, runbook, take }) =>
      views(
        modals.runbookModal(
          incident(),
          Array.from({ length: 120 }, (_, at) => ({
            ...runbook,
            id: `r${at}`,
            title: take(),
            whenToUse: take(),
          })),
          from,
        ),
      ),
    answerModal: ({ take }) => views(modals.answerModal({ incidentId: "i", stepId: "s" }, take(), from)),
  },
  "pick-incident": {
    pickIncidentView: ({ incident, take }) =>
      views(
        pickIncidentView(
          Array.from({ length: 12 }, (_, number) => incident({ number })),
          take().slice(0, 1_500),
          "open",
          true,
        ),
      ),
  },
  "pick-step": {
    pickStepView: ({ incident, take }) => {
      const steps = Array.from({ length: 60 }, (_, number) => ({
        ...{ id: `step-${number}`, title: take(), standing: "ready" },
        ...(number % 2 === 0 ? { number } : {}),
      }));
      const asked = { why: take(), verb: "skip", pickable: steps.map(({ id }) => id) };
      return views(
        pickStepView(incident(), steps, { ...asked, rest: take().slice(0, 300) }),
        pickStepView(incident(), steps.slice(0, 2), { ...asked, rest: "" }),
        pickStepView(incident(), [], { ...asked, rest: take() }),
      );
    },
  },
  "pick-answer": {
    pickAnswerView: ({ step, take }) => {
      const choices = (["no", "optional", "required"] as const).flatMap((note) =>
        Array.from({ length: 4 }, (_, nth) => ({ value: `${note}-${nth}`, label: take(), note })),
      );
      return views(
        pickAnswerView(step(), take(), choices, take()),
        pickAnswerView(step(), take(), choices.slice(0, 1)),
      );
    },
  },
  picture: {
    pictureBlock: ({ take }) => [shown([pictureBlock({ fileId: "F0EXAMPLE01", alt: take() }), lines()])],
  },
  "plain-message": { plainMessage: ({ take }) => views(plainMessage(messageView(take(), []))) },
  prose: {
    prose: ({ take, steps }) =>
      steps.map((step) => shown(prose(step.prose, () => take()))).filter(({ blocks }) => blocks.length > 0),
  },
  "question-body": {
    queryBody: ({ incident, run, rows, facts, steps, step, runbook, take }) =>
      steps.flatMap((each) =>
        each.kind === "query"
          ? runStates.map((state) => {
              const to = { incident: incident(), step: step(), runbook, run: run({ state }), rows, facts };
              return shown([...queryBody(to, each, () => take()).blocks, lines()]);
            })
          : [],
      ),
    repeatBody: ({ incident, run, rows, facts, steps, step, runbook }) =>
      steps.flatMap((each) =>
        each.kind === "repeat"
          ? [
              shown([
                ...repeatBody({ incident: incident(), step: step(), runbook, run: run(), rows, facts }, each)
                  .blocks,
                lines(),
              ]),
            ]
          : [],
      ),
  },
  quiet: {
    quietView: ({ incident, run, rows, take }) =>
      views(
        ...runStates.map((state) =>
          quietView(incident(), run({ state, quietFor: { id: "U0RESPONDER", name: take() } }), rows),
        ),
        quietView(incident(), run(), rows),
      ),
  },
  run: {
    runBlocks: ({ incident, run, rows }) => [shown(runBlocks(incident(), run(), rows, undefined))],
    runWords: ({ incident, run }) => [shown([lines()], runWords(incident(), run()))],
    runView: ({ incident, run, rows }) =>
      views(...runStates.map((state) => runView(incident(), run({ state }), rows))),
  },
  runbooks: {
    runbookListView: ({ runbook }) =>
      views(
        runbookListView(
          Array.from({ length: 40 }, () => runbook),
          commands,
        ),
        runbookListView([], commands),
      ),
    runbookView: ({ runbook }) => views(runbookView(runbook, commands)),
  },
  segments: {
    segments: ({ take }) => [
      shown([
        lines({
          type: "rich_text_section",
          elements: segments([
            { author: "a `" },
            { inserted: take() },
            { author: "` **" },
            { inserted: take() },
          ]),
        }),
      ]),
    ],
  },
  status: {
    statusView: ({ incident }) =>
      views(
        statusView(
          Array.from({ length: 25 }, (_, number) => incident({ number })),
          "Open",
          commands,
        ),
        statusView([], "x", commands),
      ),
  },
  step: {
    stepView: ({ incident, run, rows, facts, steps, step, runbook, responder, at, take }) =>
      views(
        ...steps.flatMap(({ id }) =>
          [null, { value: take().slice(0, 40), by: responder(), at }].map((answer) =>
            stepView({
              incident: incident({ state: "open" }),
              step: step({ stepId: id, answer, expiresAt: at }),
              runbook,
              run: undefined,
              rows: undefined,
              facts,
            }),
          ),
        ),
        ...runStates.map((state) =>
          stepView({
            incident: incident(),
            step: step({ runId: "r" }),
            runbook,
            run: run({ state }),
            rows,
            facts,
          }),
        ),
        stepView({
          incident: incident(),
          step: step({ stepId: "gone" }),
          runbook: undefined,
          run: run(),
          rows,
          facts,
        }),
      ),
  },
  "step-inputs": {
    inputBlocks: ({ steps, facts, runbook }) =>
      steps.map((step) => shown([...inputBlocks(step, runbook, facts), lines()])),
    changeInputsModal: ({ steps, facts, runbook }) =>
      views(
        ...steps
          .slice(0, 1)
          .map((step) =>
            changeInputsModal({ ...from, stepId: step.id }, { step, runbook, facts, runs: true }),
          ),
      ),
  },
  "step-standing": {
    claimBlocks: ({ step, responder, at }) => [
      shown(claimBlocks(step({ state: "ready", claimed: { by: responder(), at } }))),
    ],
    skipBlocks: ({ step, responder, at, take }) => [
      shown(skipBlocks(step({ state: "skipped", skipped: { by: responder(), at, reason: take() } }))),
      shown(skipBlocks(step({ state: "skipped" }))),
    ],
    standingButtons: ({ step, steps }) =>
      steps.map((each) => shown([...actions(standingButtons(step({ state: "ready" }), each)), lines()])),
  },
  tended: {
    mutedLines: ({ mute }) => [shown([lines(...mutedLines([mute(), mute(), mute()]))])],
    mergedLines: ({ incident }) => [
      shown([
        lines(
          ...mergedLines(
            incident({ mergedInto: { id: "i", number: 43 } }),
            "https://cairn.example/archives/C0INCIDENTS/p1",
          ),
        ),
      ]),
    ],
    muteFlapping: ({ incident, alarms }) => [
      shown([
        ...actions(
          muteFlapping(
            incident(),
            alarms.map((each) => ({ ...each, count: 9 })),
            [],
          ),
        ),
        lines(),
      ]),
    ],
  },
  "tending-modals": {
    muteModal: ({ incident, alarms }) => views(muteModal(incident(), alarms, from, alarms[0]?.arn)),
    mergeModal: ({ incident }) => views(mergeModal(incident(), [incident({ id: "j", number: 43 })], from)),
    followUpModal: ({ incident }) => views(followUpModal(incident(), from)),
    summaryModal: ({ incident, take }) => views(summaryModal(incident(), take(), from)),
    correctModal: ({ incident, entry }) =>
      views(correctModal(incident(), [entry("note.add")], from, entry("note.add"))),
  },
  moved: {
    movedView: ({ incident }) =>
      views(
        ...[undefined, thread].flatMap((link) => [
          movedView(incident(), link, false),
          movedView(incident(), link, true),
          movedView(incident({ private: true }), link, false),
        ]),
      ),
  },
  mutes: { mutesView: ({ mute }) => views(mutesView([mute(), mute()]), mutesView([])) },
  "follow-ups": {
    followUpsView: ({ incident, take, responder, at }) => {
      const followUp = {
        ...{ seq: 3, text: take(), owner: { id: "U0LEAD", name: take() }, due: "2026-12-01" },
        ...{ addedAt: at, addedBy: responder(), doneAt: null, doneBy: null },
      };
      return views(followUpsView(incident(), [followUp, { ...followUp, owner: null }]));
    },
    theirFollowUpsView: ({ incident, take, responder, at }) => {
      const one = (more: object) => ({
        ...{ seq: 3, text: take(), owner: null, due: "2026-12-01", addedAt: at, addedBy: responder() },
        ...{ doneAt: null, doneBy: null, ...more },
      });
      const all = [
        one({}),
        one({ doneAt: at, doneBy: responder() }),
        one({ snoozedUntil: new Date(at.getTime() + 1) }),
      ];
      const many = Array.from({ length: 40 }, () => one({}));
      return views(
        ...[all, many, []].map((theirs) => theirFollowUpsView(incident(), theirs, at, thread)),
        theirFollowUpsView(incident(), all, at, undefined),
      );
    },
  },
  "entry-marks": {
    entryMarks: ({ incident, entry, responder, at }) => {
      const added = { ...entry("followup.add"), seq: 1 };
      const done = {
        ...added,
        ...{ seq: 2, action: "followup.done" as const, body: { followUp: 1 }, actor: responder(), at },
      };
      const marks = entryMarks(incident(), added, [added, done]);
      return [shown([lines(...marks.lines), ...actions(marks.buttons)])];
    },
  },
  table: { table: ({ rows }) => [shown(table(rows.columns, rows.rows).blocks)] },
  told: { toldView: ({ take }) => views(toldView(take())) },
  "transcript-modal": {
    transcriptModal: ({ incident, take }) => [
      ...views(transcriptModal(incident(), from, "UTC")),
      ...views(transcriptModal(incident(), from, take())),
    ],
  },
  "transcript-file": {
    // Its words are ours; what is in the file is tried in transcript.test.ts.
    transcriptFile: () => [],
  },
  "trail-modal": {
    trailModal: ({ incident, take }) =>
      views(
        trailModal([incident(), incident({ number: 43 })], from, {
          who: take(),
          resource: take(),
          last: take(),
        }),
        trailModal([incident()], from, { ip: take() }),
      ),
  },
};

/** Users that a view mentions on purpose: the commander who is asked, by the id that Slack gave. */
export const mentioned = ["U0RESPONDER", "S0TEAM", "C0LEADS", "C0INCIDENTS", "here"];

/** Addresses that a view links to on purpose: of our own messages, and never made from what came from outside. */
export const linked = (url: string): boolean =>
  url.startsWith("https://cairn.example/archives/C0INCIDENTS/") ||
  /^https:\/\/cairn\.example\/incidents(\/INC-\d+)?$/.test(url) ||
  // The alarm's own page: its name is spelt out, so that nothing of it is a mark or another place.
  /^https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=[a-z0-9-]+#alarmsV2:alarm\/[\w.%-]+$/.test(
    url,
  );
