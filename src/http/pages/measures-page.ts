import type { AlarmNoise, Measures, WeekTimes } from "../../domain/measures/measures.ts";
import type { RunbookReview } from "../../domain/measures/runbook-faults.ts";
import { type Html, html } from "./html.ts";
import { page, type Reader } from "./layout.ts";
import { day, lasting, moment } from "./moments.ts";
import { scrolled } from "./scrolled.ts";
import { weekBars } from "./week-bars.ts";
import { value } from "./words.ts";

export const weekChoices = [4, 12, 26, 52] as const;

/** Across incidents: how fast, what is loud, what is missing. */
export function measuresPage(measures: Measures, weeks: number, reader: Reader): string {
  return page(
    { title: "Measures", reader, at: "measures" },
    html`<h1>Measures</h1>
<p>Incidents opened from ${day(measures.from)} to ${day(measures.to)}, weeks beginning on Monday in UTC. ${weekChoices.map((each) => (each === weeks ? html`<b>${each} weeks</b> ` : html`<a href="/measures?weeks=${each}">${each} weeks</a> `))}</p>
<div class="two">
<section><h2>Time to acknowledge</h2>${weekBars(measures.weeks, "Median time to acknowledge", (week) => week.medianToAcknowledge)}</section>
<section><h2>Time to resolve</h2>${weekBars(measures.weeks, "Median time to resolve", (week) => week.medianToResolve)}</section>
</div>
<p class="soft">Medians, so that one long night does not hide the rest. The first acknowledgement counts and the last resolution; what is still open is in neither.</p>
${scrolled(
  "Weeks",
  html`<table><thead><tr><th scope="col">Week of</th><th scope="col" class="number">Opened</th><th scope="col" class="number">Acknowledged</th><th scope="col" class="number">Median</th><th scope="col" class="number">Resolved</th><th scope="col" class="number">Median</th></tr></thead>
<tbody>${[...measures.weeks].reverse().map(weekLine)}</tbody></table>`,
)}
<div class="two">
<section><h2>Noisiest alarms</h2>${alarms(measures.noisiest, "No alarm came in this time.")}</section>
<section><h2>Alarms without a runbook</h2>${alarms(measures.withoutRunbook, "Every alarm's incident had one.")}</section>
</div>
<section><h2>Runbooks</h2>${runbooks(measures.runbooks)}</section>`,
  );
}

const weekLine = (week: WeekTimes): Html =>
  html`<tr><th scope="row" class="day">${day(week.week)}</th><td class="number">${week.opened}</td><td class="number">${week.acknowledged}</td><td class="number">${lasting(week.medianToAcknowledge)}</td><td class="number">${week.resolved}</td><td class="number">${lasting(week.medianToResolve)}</td></tr>`;

const alarms = (found: readonly AlarmNoise[], none: string): Html =>
  found.length === 0
    ? html`<p>${none}</p>`
    : scrolled(
        "Alarms",
        html`<table><thead><tr><th scope="col">Alarm</th><th scope="col" class="number">Changes</th><th scope="col" class="number">To ALARM</th><th scope="col" class="number">Incidents</th><th scope="col">Last</th></tr></thead>
<tbody>${found.map(
          (each) =>
            html`<tr><th scope="row" class="long"><a href="/incidents?${new URLSearchParams({ alarm: each.name.slice(0, 200) }).toString()}"><bdi>${value(each.name, 120)}</bdi></a></th><td class="number">${each.transitions}</td><td class="number">${each.firings}</td><td class="number">${each.incidents}</td><td>${moment(each.lastAt)}</td></tr>`,
        )}</tbody></table>`,
      );

const runbooks = (reviews: readonly RunbookReview[]): Html =>
  scrolled(
    "Runbooks",
    html`<table><thead><tr><th scope="col">Runbook</th><th scope="col">Owner</th><th scope="col" class="number">Incidents</th><th scope="col">Last used</th><th scope="col">Reviewed</th><th scope="col">Next review</th></tr></thead>
<tbody>${reviews.map(
      (each) =>
        html`<tr><th scope="row" class="long">${value(each.title, 120)}<br><code>${each.id}</code></th><td><bdi>${value(each.owner, 60)}</bdi></td><td class="number">${each.incidents === 0 ? html`<span class="tag unknown">never used</span>` : each.incidents}</td><td>${moment(each.lastAt)}</td><td class="day">${day(each.reviewedAt)}</td><td class="day">${each.pastReview ? html`<span class="tag warning">past since ${day(each.dueAt)}</span>` : day(each.dueAt)}</td></tr>`,
    )}</tbody></table>`,
  );
