import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { type Html, html } from "./html.ts";
import { lasting, moment } from "./moments.ts";
import { counted, pathOf, severity, state, value, who } from "./words.ts";

/** Title and state of an incident, and the ways to its parts. */
export function incidentHead(
  incident: Incident,
  at: "timeline" | "review" | "run",
  permalink: string | undefined,
): Html {
  const path = pathOf(incident);
  const tab = (to: string, name: string, of: string) =>
    html`<a href="${to}"${of === at ? html` aria-current="page"` : ""}>${name}</a>`;
  return html`<p class="soft"><a href="/incidents">Incidents</a> / ${shortId(incident)}</p>
<h1>${shortId(incident)}: <bdi>${value(incident.title, 200)}</bdi></h1>
<p>${severity(incident)} ${state(incident)}${incident.private && html` <span class="tag unknown">private: for the members of its channel</span>`}${incident.storm && html` <span class="tag warning">storm of alarms</span>`}</p>
<nav class="tabs" aria-label="Parts of the incident">${tab(path, "Timeline and answers", "timeline")}${tab(`${path}/review`, "Review", "review")}${permalink !== undefined && html`<a href="${permalink}" rel="noreferrer">Thread in Slack ↗</a>`}</nav>`;
}

/** What is known of an incident as a whole. */
export function incidentFacts(incident: Incident): Html {
  const { openedAt, acknowledgedAt, acknowledgedBy, resolvedAt, alarm } = incident;
  const after = (at: Date | null) => at && ` after ${lasting((at.getTime() - openedAt.getTime()) / 1_000)}`;
  const fact = (name: string, of: Html | string) => html`<div><dt>${name}</dt><dd>${of}</dd></div>`;
  return html`<dl class="facts">
${fact("Opened", html`${moment(openedAt)} by ${who(incident.openedBy)}`)}
${fact("Acknowledged", html`${moment(acknowledgedAt)}${after(acknowledgedAt)}${acknowledgedBy && html` by ${who(acknowledgedBy)}`}`)}
${fact("Resolved", html`${moment(resolvedAt)}${after(resolvedAt)}`)}
${fact("Commander", incident.commander ? html`<bdi>${value(incident.commander.name, 80)}</bdi>` : "–")}
${fact("Runbook", incident.runbook ? html`${incident.runbook.id} <code>${incident.runbook.hash.slice(0, 12)}</code>` : "–")}
${fact("Alarms", `${incident.counts.alarms} (${incident.counts.firing} in ALARM), ${counted(incident.counts.transitions, "transition")}`)}
${alarm && fact("Where", `${value(alarm.account, 20)}, ${value(alarm.region, 30)}`)}
</dl>
${incident.resolution !== null && html`<p>Resolved with: <bdi>${value(incident.resolution, 1_000)}</bdi></p>`}
${alarm && html`<p class="soft">The alarm said: <bdi>${value(alarm.reason, 600)}</bdi></p>`}`;
}
