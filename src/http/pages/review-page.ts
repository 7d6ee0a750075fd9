import type { FollowUp } from "../../domain/incident/follow-up.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { OpenQuestion } from "../../domain/review/open-questions.ts";
import type { Review } from "../../domain/review/review.ts";
import type { ShownIncident } from "../../flows/incidents/show-incident.ts";
import { type Html, html } from "./html.ts";
import { incidentHead } from "./incident-head.ts";
import { formKey, page, type Reader } from "./layout.ts";
import { lasting, moment } from "./moments.ts";
import { scrolled } from "./scrolled.ts";
import { counted, pathOf, value, who } from "./words.ts";

/** What a lead goes through afterwards; summary and follow-ups are written here, as new entries of the timeline. */
export function reviewPage(
  { incident, may }: Pick<ShownIncident, "incident" | "may">,
  review: Review,
  reader: Reader,
  { link, fault }: { link: string | undefined; fault?: string },
): string {
  const { times, counts, reopened, askedTwice, open } = review;
  const card = (name: string, big: string, more = "") =>
    html`<div class="card"><div class="soft">${name}</div><div class="big">${big}</div><div class="soft">${more}</div></div>`;
  return page(
    { title: `Review of ${shortId(incident)}`, reader, at: "incidents" },
    html`${incidentHead(incident, "review", link)}
${fault !== undefined && html`<p class="said" role="alert">${fault}</p>`}
<div class="cards">
${card("Until acknowledged", lasting(times.acknowledge), "the first time")}
${card("Until the first answer", lasting(times.firstAnswer))}
${card("Until resolved", lasting(times.resolve), reopened > 0 ? `reopened ${counted(reopened, "time")}` : "")}
${card("Steps done", String(counts.run), `${counts.skipped} skipped, ${counts.failed} failed, ${counts.open} open`)}
</div>
${summaryPart(incident, review, reader, may.write)}
${followUpPart(incident, review.followUps, reader, may.followUp)}
<section><h2>Open questions</h2>${
      open.length === 0
        ? html`<p>None: every step has an end and every answer reaches as far as it was asked.</p>`
        : openList(incident, open)
    }</section>
<section><h2>What was asked twice</h2>${
      askedTwice.length === 0
        ? html`<p>Nothing.</p>`
        : html`<ul>${askedTwice.map((each) => html`<li><bdi>${value(each.title, 160)}</bdi>: ${each.times} times by ${each.by.map((name) => value(name, 60)).join(", ")}${each.shared > 0 && `, ${each.shared} of them answered without asking AWS again`}</li>`)}</ul>`
    }</section>
<section><h2>Steps</h2>${
      review.steps.length === 0
        ? html`<p>No runbook was started.</p>`
        : scrolled(
            "Steps",
            html`<table class="list"><thead><tr><th scope="col">Step</th><th scope="col">How it ended</th><th scope="col">Said</th></tr></thead><tbody>${review.steps.map((step) => html`<tr><th scope="row" class="long">${value(step.title, 160)}</th><td><span class="${step.state}">${step.state.replace("-", " ")}</span></td><td class="long"><bdi>${step.said === null ? "" : value(step.said, 200)}</bdi></td></tr>`)}</tbody></table>`,
          )
    }</section>`,
  );
}

function summaryPart(
  incident: Incident,
  { summary, earlierSummaries }: Review,
  reader: Reader,
  mayWrite: boolean,
): Html {
  const text = (body: unknown) => (typeof body === "string" ? body : "");
  const now = text(summary?.body.text);
  return html`<section><h2>Summary</h2>
${summary ? html`<p class="said">${now}</p><p class="soft">${who(summary.actor)}, ${moment(summary.at)}</p>` : html`<p class="soft">Nobody has written one yet.</p>`}
${
  mayWrite &&
  html`<details${summary ? "" : html` open`}><summary>${summary ? "Write it anew" : "Write one"}</summary><form method="post" action="${pathOf(incident)}/summary">${formKey(reader)}
<label>What it was, in a few sentences<textarea name="text" maxlength="3000" required>${now}</textarea></label>
<p><button>Keep the summary</button> <span class="soft">The one before stays on the record.</span></p></form></details>`
}
${earlierSummaries.length > 0 && html`<details><summary>${counted(earlierSummaries.length, "earlier summary").replace("summarys", "summaries")}</summary>${earlierSummaries.map((each) => html`<p class="said">${text(each.body.text)}</p><p class="soft">${who(each.actor)}, ${moment(each.at)}</p>`)}</details>`}
</section>`;
}

function followUpPart(
  incident: Incident,
  followUps: readonly FollowUp[],
  reader: Reader,
  mayAdd: boolean,
): Html {
  const path = `${pathOf(incident)}/follow-ups`;
  const line = ({ seq, text, owner, due, doneAt, doneBy }: FollowUp) =>
    html`<li>${doneAt ? "☑" : "☐"} <bdi>${text}</bdi>${owner && html` · <bdi>${value(owner.name, 60)}</bdi>`}${due !== null && ` · due ${due}`}${
      doneAt
        ? html` <span class="soft">done ${moment(doneAt)}${doneBy && html` by ${who(doneBy)}`}</span>`
        : mayAdd &&
          html` <form method="post" action="${path}/${seq}/done">${formKey(reader)}<button class="plain" aria-label="Done: ${text}">Done</button></form>`
    }</li>`;
  return html`<section><h2>Follow-ups</h2>
${followUps.length === 0 ? html`<p class="soft">None.</p>` : html`<ul class="plain">${followUps.map(line)}</ul>`}
${
  mayAdd &&
  html`<details><summary>Add a follow-up</summary><form method="post" action="${path}">${formKey(reader)}
<label>What is to be done<input name="text" maxlength="500" required></label>
<label>Due (optional; a day such as 2026-12-01, friday or 3d)<input name="due" maxlength="30"></label>
<p><button>Add</button></p></form></details>`
}</section>`;
}

/** What is open for the same reason stands together: seventeen times the same sentence is read by nobody. */
function openList(incident: Incident, open: readonly OpenQuestion[]): Html {
  const reasons = [...new Set(open.map(({ why }) => why))];
  const named = ({ what, run }: OpenQuestion) =>
    run
      ? html`<a href="${pathOf(incident)}/runs/${run}"><bdi>${value(what, 160)}</bdi></a>`
      : html`<bdi>${value(what, 300)}</bdi>`;
  return html`<ul>${reasons.map((why) => {
    const same = open.filter((each) => each.why === why);
    return html`<li>${value(why, 400)}<br>${same.map((each, index) => html`${index > 0 && " · "}${named(each)}`)}</li>`;
  })}</ul>`;
}
