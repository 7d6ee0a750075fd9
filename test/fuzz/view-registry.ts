import { answerBlocks, answerButtons } from "../../src/slack/views/answer.ts";
import { actions, type Block, lines } from "../../src/slack/views/blocks.ts";
import { commandsToCopy } from "../../src/slack/views/commands-to-copy.ts";
import { completenessLines } from "../../src/slack/views/completeness-lines.ts";
import { entryView } from "../../src/slack/views/entry.ts";
import { helpView } from "../../src/slack/views/help.ts";
import { findingWords, incidentView } from "../../src/slack/views/incident.ts";
import { inputsModal } from "../../src/slack/views/inputs-modal.ts";
import { messageView } from "../../src/slack/views/message.ts";
import * as modals from "../../src/slack/views/modals.ts";
import { pickIncidentView } from "../../src/slack/views/pick-incident.ts";
import { plainMessage } from "../../src/slack/views/plain-message.ts";
import { prose } from "../../src/slack/views/prose.ts";
import { runView } from "../../src/slack/views/run.ts";
import { runbookListView, runbookView } from "../../src/slack/views/runbooks.ts";
import { segments } from "../../src/slack/views/segments.ts";
import { statusView } from "../../src/slack/views/status.ts";
import { stepView } from "../../src/slack/views/step.ts";
import { table } from "../../src/slack/views/table.ts";
import { toldView } from "../../src/slack/views/told.ts";
import { trailModal } from "../../src/slack/views/trail-modal.ts";
import type { HostileRecord } from "./hostile-record.ts";

/** Something that Slack would show: a message, a modal, a page. */
export type Shown = { text?: string; blocks: readonly unknown[] } & Record<string, unknown>;
type Renderer = (record: HostileRecord) => Shown[];

const from = { channel: "C0INCIDENTS", threadTs: "1.2" };
const commands = { incident: "/incident", runbook: "/runbook", trail: "/trail" };
const runStates = ["queued", "running", "done", "failed", "cancelled", "unknown"] as const;
/** Pieces of a view, as a message would hold them. */
const shown = (blocks: Block[], words = "x"): Shown => messageView(words, blocks) as unknown as Shown;
const views = (...all: unknown[]): Shown[] => all as Shown[];

/** Files that hold pieces every view is made of; they are tried wherever these are. */
export const pieces = ["blocks", "foreign-text", "fit-blocks", "modal", "level", "shown-cell"];

/** How every view is shown with a hostile record: a file of src/slack/views, and each function that it exports. */
export const registry: Record<string, Record<string, Renderer>> = {
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
  entry: {
    entryView: ({ entry, incident, actions }) =>
      views(...actions.map((action) => entryView(incident({ state: "open" }), entry(action)))),
  },
  help: {
    helpView: ({ take }) =>
      views(
        helpView("incident", commands, take()),
        helpView("runbook", commands, take()),
        helpView("trail", commands),
      ),
  },
  incident: {
    incidentView: ({ incident, alarms, run, runbook, steps, step }) =>
      views(
        ...(["open", "acknowledged", "resolved"] as const).map((state) =>
          incidentView({
            incident: incident({ state, storm: state === "open" }),
            alarms,
            steps: steps.map(({ id }) => step({ stepId: id })),
            runs: [run(), run({ error: null })],
            runbook,
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
    findingWords: ({ run }) => [shown([lines()], findingWords(run()))],
    canRun: () => [],
  },
  "inputs-modal": {
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
  "plain-message": { plainMessage: ({ take }) => views(plainMessage(messageView(take(), []))) },
  prose: {
    prose: ({ take, steps }) =>
      steps.map((step) => shown(prose(step.prose, () => take()))).filter(({ blocks }) => blocks.length > 0),
  },
  run: {
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
  table: { table: ({ rows }) => [shown(table(rows.columns, rows.rows).blocks)] },
  told: { toldView: ({ take }) => views(toldView(take())) },
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
export const mentioned = ["U0RESPONDER"];
