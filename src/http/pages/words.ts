import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { pagePath } from "../../domain/incident/page-path.ts";
import { type ActorRef, actorName } from "../../domain/responder.ts";
import { shortenKeys } from "../../domain/text/redact.ts";
import type { Segment } from "../../domain/text/text.ts";
import { visible } from "../../domain/text/visible.ts";
import { type Html, html } from "./html.ts";

/** A sentence: the author's words as they are, values from outside set apart. */
export const sentence = (segments: readonly Segment[], most = 3_000): Html =>
  html`${segments.map((part) =>
    "author" in part
      ? html`${visible(part.author, 2_000)}`
      : html`<span class="value"><bdi>${value(part.inserted, most)}</bdi></span>`,
  )}`;

/** One value from outside as one line, keys shortened. */
export const value = (text: string, most = 300): string => visible(shortenKeys(text), most);

export const who = (actor: ActorRef): Html => html`<bdi>${value(actorName(actor), 80)}</bdi>`;

export const state = (incident: Pick<Incident, "state">): Html =>
  html`<span class="tag ${incident.state}">${incident.state}</span>`;

export const severity = (incident: Pick<Incident, "severity">): Html =>
  html`<span class="tag ${incident.severity}">${incident.severity}</span>`;

export const level = ({ level: of }: Pick<Finding, "level">): Html =>
  html`<span class="tag ${of}">${of}</span>`;

export const pathOf = pagePath;

export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`;
