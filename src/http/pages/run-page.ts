import { describeChart } from "../../domain/chart/describe-chart.ts";
import { sizeOf } from "../../domain/chart/draw-chart.ts";
import { shortId } from "../../domain/incident/incident.ts";
import { describeCompleteness } from "../../domain/query/completeness.ts";
import { describeFirstSeen } from "../../domain/query/describe-first-seen.ts";
import { describeQuery } from "../../domain/query/describe-query.ts";
import { newIn } from "../../domain/query/first-seen.ts";
import { targetsOf } from "../../domain/run/run.ts";
import { shortenKeys } from "../../domain/text/redact.ts";
import { describeAgain } from "../../domain/timeline/describe-again.ts";
import type { ShownRun } from "../../flows/runs/show-run.ts";
import { type Html, html } from "./html.ts";
import { incidentHead } from "./incident-head.ts";
import { page, type Reader } from "./layout.ts";
import { moment } from "./moments.ts";
import { counted, level, pathOf, sentence, value, who } from "./words.ts";

/** One question: how it was asked, how far the answer reaches, and its rows. */
export function runPage(shown: ShownRun, reader: Reader, link: string | undefined): string {
  const { incident, run, chart, firstSeen } = shown;
  const path = `${pathOf(incident)}/runs/${run.id}`;
  const lines = [
    ...describeAgain(run, { resolved: incident.state === "resolved" }),
    ...(firstSeen ? describeFirstSeen(firstSeen) : []),
  ];
  return page(
    { title: `${shortId(incident)}: ${value(run.title, 80)}`, reader, at: "incidents" },
    html`${incidentHead(incident, "run", link)}
<h2><bdi>${value(run.title, 160)}</bdi>${run.round && html` <span class="soft">round ${run.round.number}</span>`}</h2>
<p><span class="${run.state}">${run.state}</span> · asked by ${who(run.requestedBy)} ${moment(run.requestedAt)}${run.endedAt && html` · ended ${moment(run.endedAt)}`}</p>
${run.findings.map((finding) => html`<p>${level(finding)} ${sentence(finding.say)}</p>`)}
${run.error !== null && html`<p class="said">${value(run.error, 1_500)}</p>`}
${lines.map((said) => html`<p>${sentence(said)}</p>`)}
${chart && html`<img class="chart" src="${path}/chart.svg" width="${sizeOf(chart).width}" height="${sizeOf(chart).height}" alt="${describeChart(chart)}">`}
<h3>How far it reaches</h3>
${run.completeness ? html`<ul>${describeCompleteness(run.completeness, { asksItself: Boolean(run.asksAgainAt) }).map((text) => html`<li>${value(text, 1_000)}</li>`)}</ul>` : html`<p class="soft">That is known once it is answered.</p>`}
<p class="soft">Window ${moment(run.window.from)} to ${moment(run.window.to)} · ${targetsOf(run).map(({ account, regions }) => `account ${value(account, 20)} in ${regions.map((each) => value(each, 30)).join(", ")} `)}${run.plan && `· engine ${run.plan.engine}`}</p>
<h3>The question as it was asked</h3>
<pre>${describeQuery(run.query).map(shortenKeys).join("\n")}</pre>
<h3 id="rows">Rows</h3>
${rows(shown, path)}`,
  );
}

function rows(shown: ShownRun, path: string): Html {
  const { run, columns, firstSeen, page: at, pages, all, heldBack } = shown;
  if (all === 0) return html`<p>No rows.</p>`;
  const cell = (text: string | number | boolean | null | undefined) =>
    text === null || text === undefined
      ? html`<span class="none">–</span>`
      : html`<bdi>${value(String(text), 2_000)}</bdi>`;
  return html`<p>${counted(all, "row")}${run.rowsHash !== null && html` · SHA-256 <code>${run.rowsHash}</code>`}${heldBack && html`<br><span class="soft">The first ten; a responder, a lead or an admin sees all.</span>`}</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="rows"><table class="rows"><thead><tr>${columns.map((each) => html`<th scope="col">${value(each, 80)}</th>`)}</tr></thead>
<tbody>${shown.rows.map((row) => {
    const fresh = newIn(firstSeen, row);
    return html`<tr>${columns.map((column) => html`<td>${cell(row[column])}${fresh.includes(column) && html` <span class="tag warning">new</span>`}</td>`)}</tr>`;
  })}</tbody></table></div>
${pages > 1 && html`<nav class="pager" aria-label="Pages of the rows">${at > 1 && html`<a rel="prev" href="${path}?page=${at - 1}#rows">← Before</a>`}<span>Page ${at} of ${pages}</span>${at < pages && html`<a rel="next" href="${path}?page=${at + 1}#rows">After →</a>`}</nav>`}`;
}
