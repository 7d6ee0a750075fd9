import { severities } from "../../domain/finding.ts";
import { shortId } from "../../domain/incident/incident.ts";
import type { IncidentList } from "../../flows/incidents/list-incidents.ts";
import type { ListedIncident } from "../../flows/ports/page.ts";
import { type ListQuery, listAddress } from "./filter-query.ts";
import { type Html, html } from "./html.ts";
import { page, type Reader } from "./layout.ts";
import { lasting, moment } from "./moments.ts";
import { scrolled } from "./scrolled.ts";
import { counted, pathOf, severity, state, value } from "./words.ts";

/** The list of incidents with its filters. */
export function listPage(list: IncidentList, query: ListQuery, reader: Reader): string {
  const { incidents, count, countedAll, ownOnly } = list;
  const filtered = Object.values({ ...query, before: undefined, after: undefined }).some(Boolean);
  return page(
    { title: "Incidents", reader, at: "incidents" },
    html`<h1>Incidents</h1>
${ownOnly && html`<p class="soft">These are the incidents you took part in. A lead or an admin sees all.</p>`}
${filters(list, query)}
<p role="status">${countedAll ? counted(count, "incident") : `More than ${counted(count, "incident")}`}${filtered && html` · <a href="/incidents">Show all</a>`}</p>
${incidents.length === 0 ? html`<p>${filtered ? "No incident is like that." : "There has been no incident yet."}</p>` : table(incidents)}
${pager(list, query)}`,
  );
}

function filters({ people, channels, ownOnly }: IncidentList, query: ListQuery): Html {
  const option = (of: string, label: string, chosen: string | undefined) =>
    html`<option value="${of}"${of === chosen ? html` selected` : ""}>${label}</option>`;
  return html`<form class="filters" method="get" action="/incidents" role="search">
<label class="wide">Search title, alarm or INC-number<input type="search" name="q" maxlength="200" value="${query.q ?? ""}"></label>
<label>State<select name="state">${option("", "Any", undefined)}${[
    ["unresolved", "Not resolved"],
    ["open", "Open"],
    ["acknowledged", "Acknowledged"],
    ["resolved", "Resolved"],
  ].map(([of = "", label = ""]) => option(of, label, query.state))}</select></label>
<label>Severity<select name="severity">${option("", "Any", undefined)}${severities.map((each) => option(each, each, query.severity))}</select></label>
<label>Alarm<input name="alarm" maxlength="200" value="${query.alarm ?? ""}"></label>
${!ownOnly && html`<label>Person<select name="person">${option("", "Anybody", undefined)}${people.map(({ id, name }) => option(id, value(name, 60), query.person))}</select></label>`}
<label>Channel<select name="channel">${option("", "Any", undefined)}${channels.map((each) => option(each, each, query.channel))}</select></label>
<label>Opened from<input type="date" name="from" value="${query.from ?? ""}"></label>
<label>until<input type="date" name="to" value="${query.to ?? ""}"></label>
<div><button>Show</button></div>
</form>`;
}

const table = (incidents: readonly ListedIncident[]): Html =>
  scrolled(
    "Incidents",
    html`<table class="list">
<thead><tr><th scope="col">Incident</th><th scope="col">Severity</th><th scope="col">State</th><th scope="col">Opened</th><th scope="col" class="number">Acknowledged after</th><th scope="col" class="number">Resolved after</th><th scope="col">Commander</th><th scope="col" class="number">Alarms</th></tr></thead>
<tbody>${incidents.map(line)}</tbody></table>`,
  );

function line(incident: ListedIncident): Html {
  const { openedAt, acknowledgedAt, resolvedAt, commander, counts } = incident;
  const after = (at: Date | null) => lasting(at && (at.getTime() - openedAt.getTime()) / 1_000);
  return html`<tr><th scope="row" class="long"><a href="${pathOf(incident)}">${shortId(incident)}</a> <bdi>${value(incident.title, 160)}</bdi>${incident.private && html` <span class="tag unknown">private</span>`}</th>
<td class="beside">${severity(incident)}</td><td class="beside">${state(incident)}</td><td>${moment(openedAt)}</td>
<td class="number" data-name="Acknowledged after">${after(acknowledgedAt)}</td><td class="number" data-name="Resolved after">${after(resolvedAt)}</td>
<td data-name="Commander"><bdi>${commander ? value(commander.name, 60) : "–"}</bdi></td><td class="number" data-name="Alarms">${counts.alarms}${counts.firing > 0 && ` (${counts.firing} firing)`}</td></tr>`;
}

function pager({ older, newer }: IncidentList, query: ListQuery): Html | false {
  if (older === undefined && newer === undefined) return false;
  return html`<nav class="pager" aria-label="Pages of the list">${
    newer !== undefined && html`<a rel="prev" href="${listAddress(query, { after: newer })}">← Newer</a>`
  }${older !== undefined && html`<a rel="next" href="${listAddress(query, { before: older })}">Older →</a>`}</nav>`;
}
