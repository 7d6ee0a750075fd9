import type { AlarmStatus } from "../../domain/alarm/alarm-status.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { describeCompleteness } from "../../domain/query/completeness.ts";
import type { Run } from "../../domain/run/run.ts";
import type { StepRecord } from "../../domain/step.ts";
import { formatNames, transcriptFormats } from "../../domain/transcript/transcript.ts";
import type { ShownIncident } from "../../flows/incidents/show-incident.ts";
import type { Participant } from "../../flows/ports/page.ts";
import { type Html, html } from "./html.ts";
import { incidentFacts, incidentHead } from "./incident-head.ts";
import { page, type Reader } from "./layout.ts";
import { moment } from "./moments.ts";
import { scrolled } from "./scrolled.ts";
import { type TimelineView, timelinePart } from "./timeline-part.ts";
import { counted, level, pathOf, sentence, value, who } from "./words.ts";

/** Everything of one incident: what happened, what was asked, what came back, who took part. */
export function incidentPage(
  shown: ShownIncident,
  view: TimelineView,
  reader: Reader,
  link: string | undefined,
): string {
  const { incident, alarms, steps, runs, participants, titles, chart, may } = shown;
  const path = pathOf(incident);
  return page(
    { title: `${shortId(incident)} ${value(incident.title, 80)}`, reader, at: "incidents" },
    html`${incidentHead(incident, "timeline", link)}
${incidentFacts(incident)}
<nav class="soft unprinted" aria-label="On this page"><a href="#timeline">Timeline</a> · <a href="#answers">Questions and answers</a> · <a href="#steps">Runbook</a></nav>
<div class="two"><div>
${chart && html`<h2>Calls over time</h2><a href="${path}/runs/${chart.run.id}"><img class="chart" src="${path}/runs/${chart.run.id}/chart.svg" width="${chart.size.width}" height="${chart.size.height}" alt="${chart.words}"></a>`}
${alarms.length > 0 && html`<section><h2>Alarms</h2>${alarmTable(alarms, incident)}</section>`}
</div><div>
<section><h2>Who took part</h2>${participants.length === 0 ? html`<p>Nobody yet.</p>` : people(participants)}</section>
<section class="unprinted"><h2>Take it along</h2>${may.export ? exports(path) : html`<p class="soft">Only a responder, a lead or an admin may export a transcript.</p>`}</section>
</div></div>
${timelinePart(shown, view)}
<section id="answers"><h2>Questions and answers</h2>${runs.length === 0 ? html`<p>Nothing has been asked yet.</p>` : runTable(incident, runs)}</section>
${steps.length > 0 && html`<section id="steps"><h2>Runbook</h2>${stepTable(steps, titles)}</section>`}`,
  );
}

const exports = (path: string): Html =>
  html`<ul class="plain">${transcriptFormats.map(
    (format) =>
      html`<li><a href="${path}/transcript?format=${format}" download>Transcript as ${formatNames[format]}</a></li>`,
  )}</ul><p class="soft">The same bytes for the same record; each carries a hash by which it can be verified.</p>`;

const runTable = (incident: Incident, runs: readonly Run[]): Html =>
  scrolled(
    "Questions and answers",
    html`<table class="list">
<thead><tr><th scope="col">Question</th><th scope="col">State</th><th scope="col">What it found</th><th scope="col" class="number">Rows</th><th scope="col">How far it reaches</th><th scope="col">Asked</th></tr></thead>
<tbody>${runs.map((run) => runLine(incident, run))}</tbody></table>`,
  );

function runLine(incident: Incident, run: Run): Html {
  const reach = run.completeness
    ? describeCompleteness(run.completeness, { asksItself: Boolean(run.asksAgainAt) }).slice(0, 1)
    : [];
  return html`<tr><th scope="row" class="long"><a href="${pathOf(incident)}/runs/${run.id}"><bdi>${value(run.title, 120)}</bdi></a>${run.round && html` <span class="soft">round ${run.round.number}</span>`}${run.again && !run.round && html` <span class="soft">asked again</span>`}</th>
<td><span class="${run.state}">${run.state}</span></td>
<td class="long">${run.findings.slice(0, 2).map((finding) => html`<div>${level(finding)} ${sentence(finding.say, 300)}</div>`)}${run.error !== null && html`<bdi>${value(run.error, 300)}</bdi>`}</td>
<td class="number" data-name="Rows">${run.rowCount ?? "–"}</td><td class="long soft">${reach.map((text) => html`${value(text, 260)} `)}</td><td>${moment(run.requestedAt)} by ${who(run.requestedBy)}</td></tr>`;
}

const stepTable = (steps: readonly StepRecord[], titles: ReadonlyMap<string, string>): Html =>
  scrolled(
    "Runbook",
    html`<table class="list">
<thead><tr><th scope="col">Step</th><th scope="col">State</th><th scope="col">Said</th></tr></thead>
<tbody>${steps.map(
      ({ stepId, state, answer }) =>
        html`<tr><th scope="row" class="long">${value(titles.get(stepId) ?? stepId, 120)}</th><td><span class="${state}">${state}</span></td><td class="long">${answer && html`<bdi>${value(answer.value, 200)}</bdi> by ${who(answer.by)}, ${moment(answer.at)}`}</td></tr>`,
    )}</tbody></table>`,
  );

const people = (participants: readonly Participant[]): Html =>
  scrolled(
    "Who took part",
    html`<table class="list">
<thead><tr><th scope="col">Who</th><th scope="col" class="number">Entries</th><th scope="col">First and last</th></tr></thead>
<tbody>${participants.map(
      ({ id, name, entries, firstAt, lastAt }) =>
        html`<tr><th scope="row"><bdi>${value(name, 80)}</bdi> <span class="soft">${id}</span></th><td class="number" data-name="Entries">${entries}</td><td>${moment(firstAt)}<br>${moment(lastAt)}</td></tr>`,
    )}</tbody></table>`,
  );

const alarmTable = (alarms: readonly AlarmStatus[], { counts }: Incident): Html =>
  html`${scrolled(
    "Alarms",
    html`<table class="list">
<thead><tr><th scope="col">Alarm</th><th scope="col">State</th><th scope="col" class="number">Times in ALARM</th><th scope="col">Since</th></tr></thead>
<tbody>${alarms.map(
      (alarm) =>
        html`<tr><th scope="row" class="long"><bdi>${value(alarm.name, 160)}</bdi></th><td>${alarm.state}</td><td class="number" data-name="Times in ALARM">${alarm.count}</td><td data-name="Since">${moment(alarm.at)}</td></tr>`,
    )}</tbody></table>`,
  )}${counts.alarms > alarms.length && html`<p class="soft">and ${counted(counts.alarms - alarms.length, "more alarm")}</p>`}`;
