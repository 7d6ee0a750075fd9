import { subjectOf } from "../../domain/alarm/alarm-subject.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { Run } from "../../domain/run/run.ts";
import {
  type Change,
  type ChangingCaller,
  groupChanges,
  type Nearness,
  nearnesses,
} from "../../domain/run/what-changed.ts";
import { againBlocks } from "./again.ts";
import { answerBlocks, answerButtons, type KeptRows } from "./answer.ts";
import {
  actions,
  type Block,
  bold,
  bullets,
  type Element,
  foreign,
  heading,
  line,
  lines,
  moment,
  value,
  words,
} from "./blocks.ts";
import { completenessLines } from "./completeness-lines.ts";
import { type MessageView, messageView } from "./message.ts";
import { pictureBlock } from "./picture.ts";
import { recordedBlocks } from "./recorded.ts";
import { missingBlocks, underWay } from "./under-way.ts";

const callersShown = 10;

/** The write calls before an alarm, by who made them: the nearest to the alarm first, in as few lines as they take. */
export function whatChangedView(
  incident: Incident,
  run: Run,
  { rows, pipelines }: { rows: KeptRows | undefined; pipelines: readonly string[] },
): MessageView {
  const known = run.state === "done" ? rows?.rows : run.progress?.preview?.rows;
  const subject = incident.alarm ? subjectOf(incident.alarm) : { sources: [], names: [] };
  const callers = groupChanges(known ?? [], subject, pipelines, rows?.firstSeen);
  return messageView(`${shortId(incident)} · ${run.title} ${summary(run, callers)}`, [
    heading(run.title),
    lines(
      line(
        words(`Write calls in the ${minutesOf(run)} min before the alarm, to `),
        moment(run.window.to),
        words(", in account "),
        foreign(run.account, 40),
        words("; without log streams and heartbeats of machines"),
      ),
    ),
    ...body(run, callers, { names: subject.names, rows }),
    ...againBlocks(run, undefined, incident),
    ...actions(answerButtons(run, [])),
  ]);
}

function body(
  run: Run,
  callers: readonly ChangingCaller[],
  { names, rows }: { names: readonly string[]; rows: KeptRows | undefined },
): Block[] {
  if (run.state === "queued" || run.state === "running") {
    const { progress } = run;
    const partial = progress?.preview ? { ...progress, preview: undefined } : progress;
    const begun = callers.length > 0 ? [lines(line(bold("Partial"), words(": more may come.")))] : [];
    return [...underWay({ ...run, progress: partial }), ...begun, ...callerBlocks(callers, names)];
  }
  if (run.state !== "done") return answerBlocks(run, undefined);
  return [
    ...missingBlocks(run.completeness),
    ...(callers.length > 0 ? [...hole(run), ...callerBlocks(callers, names)] : quiet(run)),
    ...(rows?.picture ? [pictureBlock(rows.picture)] : []),
    ...(run.completeness ? [lines(...completenessLines(run.completeness, Boolean(run.asksAgainAt)))] : []),
  ];
}

/** What these calls may lack, because it was not recorded when they were made. */
function hole({ completeness }: Run): Block[] {
  const recorded = completeness?.recorded;
  if (!recorded || recorded.state === "recorded" || recorded.state === "cannot-tell") return [];
  const [fix] = recorded.fix.filter(({ command }) => command === undefined);
  return [
    lines(
      line(bold("⚠️ Not all of it was recorded: "), foreign(recorded.reasons.slice(0, 2).join(" "), 500)),
      ...(fix ? [line(foreign(fix.say, 300))] : []),
    ),
  ];
}

function quiet(run: Run): Block[] {
  const said = `No write call in the ${minutesOf(run)} min before, as far as recorded.`;
  return [lines(line(bold(said))), ...(run.completeness ? recordedBlocks(run.completeness) : [])];
}

const titles: Record<Nearness, string> = {
  resource: "On what the alarm watches",
  service: "On the same service",
  account: "Elsewhere in the account",
};

function callerBlocks(callers: readonly ChangingCaller[], names: readonly string[]): Block[] {
  const shown = callers.slice(0, callersShown);
  const rest = callers.length - shown.length;
  const blocks = nearnesses.flatMap((nearness): Block[] => {
    const here = shown.filter((caller) => caller.nearness === nearness);
    if (here.length === 0) return [];
    const named: Element[] =
      nearness === "resource" ? [words(" ("), foreign(names.join(", "), 120), words(")")] : [];
    return [
      lines(line(bold(titles[nearness]), named)),
      bullets(here.map((caller) => line(callerLine(caller)))),
    ];
  });
  const left = `${rest} more ${rest === 1 ? "caller" : "callers"} in the full result.`;
  return [...blocks, ...(rest > 0 ? [lines(line(words(left)))] : [])];
}

const kindWords: Record<ChangingCaller["kind"], string> = {
  person: "",
  pipeline: " (pipeline)",
  service: " (AWS service)",
};

function callerLine({ kind, name, calls, failed, last, shown, more }: ChangingCaller): Element[] {
  const refused = failed === 0 ? "" : failed === calls ? ", all refused" : `, ${failed} refused`;
  const at = /T(\d\d:\d\d)/.exec(last)?.[1];
  const who = [
    foreign(name, 100),
    words(`${kindWords[kind]}: ${calls} ${calls === 1 ? "call" : "calls"}${refused}`),
    words(at === undefined ? "" : `, last ${at} UTC`),
  ];
  // A folded line says what was done last, a person's what was done.
  const told = kind === "person" ? shown : shown.slice(0, 1);
  const untold = more + shown.length - told.length;
  return [
    ...who,
    words(": "),
    ...told.flatMap((change, nth) => [words(nth === 0 ? "" : ", "), ...changeWords(change)]),
    words(untold > 0 ? ` and ${untold} more ${untold === 1 ? "kind" : "kinds"}` : ""),
  ];
}

function changeWords({ call, service, resource, count, error, isNew }: Change): Element[] {
  return [
    value(call, 60),
    ...(resource === undefined
      ? [words(" in "), foreign(service, 40)]
      : [words(" "), foreign(lastPart(resource), 60)]),
    words(count > 1 ? ` × ${count}` : ""),
    ...(isNew ? [words(" (first seen)", { italic: true })] : []),
    ...(error === undefined ? [] : [words(" ✗ "), foreign(error, 40)]),
  ];
}

const lastPart = (resource: string): string =>
  resource.startsWith("arn:") ? resource.slice(resource.lastIndexOf(":") + 1) : resource;

function summary(run: Run, callers: readonly ChangingCaller[]): string {
  if (run.state !== "done") return run.state;
  const [first] = callers;
  if (!first) return "No write call was found.";
  const calls = callers.reduce((sum, caller) => sum + caller.calls, 0);
  return `${calls} write ${calls === 1 ? "call" : "calls"} by ${callers.length}, first of all ${first.name}`;
}

const minutesOf = ({ window: { from, to } }: Run): number =>
  Math.round((to.getTime() - from.getTime()) / 60_000);
