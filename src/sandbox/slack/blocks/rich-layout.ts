import { isFields, textOf } from "../json.ts";
import {
  all,
  anyOf,
  anything,
  byType,
  type Check,
  fault,
  list,
  matching,
  needsScope,
  object,
  oneOf,
  text,
} from "./check.ts";
import { button, image } from "./elements.ts";
import { richTextBlock } from "./rich-text.ts";
import { blockId, mrkdwnText, plainText } from "./text-objects.ts";

const isType = anything;
const id = { block_id: blockId };

/** The types package and the documentation's example have mrkdwn here, and nothing else. */
export const card = all(
  object(
    { type: isType },
    {
      ...id,
      hero_image: image,
      icon: image,
      title: mrkdwnText(150),
      subtitle: mrkdwnText(150),
      body: mrkdwnText(200),
      actions: list(
        byType(() => ({ button }), "element type"),
        { most: 3 },
      ),
    },
  ),
  anyOf("hero_image", "title", "actions", "body"),
);

export const carousel = object(
  {
    type: isType,
    elements: list(
      byType(() => ({ card }), "element type"),
      { most: 10 },
    ),
  },
  id,
);

const source = byType(
  () => ({ url: object({ type: isType, url: text(3000), text: text(3000) }) }),
  "source type",
);

/** Reported: a task by itself cannot be pending, one in a plan can. */
export function taskCard(inPlan: boolean): Check {
  const states = inPlan
    ? ["pending", "in_progress", "complete", "error"]
    : ["in_progress", "complete", "error"];
  return object(
    { type: isType, task_id: text(255), title: text(3000), status: oneOf(...states) },
    { ...id, details: richTextBlock, output: richTextBlock, sources: list(source, { most: 100, least: 0 }) },
  );
}

export const planBlock = object(
  { type: isType, title: text(3000) },
  {
    ...id,
    tasks: list(
      byType(() => ({ task_card: taskCard(true) }), "task type"),
      { most: 50, least: 0 },
    ),
  },
);

const httpsUrl = all(text(3000), matching(/^https:\/\//, "an HTTPS URL"));

const domainIsOurs: Check = (value, at, findings) => {
  if (findings.app === undefined || !isFields(value)) return;
  const given = textOf(value.video_url);
  const host = URL.canParse(given) ? new URL(given).hostname : "";
  if (!findings.app.unfurlDomains.some((domain) => host === domain || host.endsWith(`.${domain}`)))
    fault(findings, "must match an unfurl domain of the app", `${at}/video_url`);
};

export const videoBlock = all(
  needsScope("links.embed:write"),
  domainIsOurs,
  object(
    {
      type: isType,
      video_url: httpsUrl,
      thumbnail_url: text(3000),
      alt_text: text(200),
      title: plainText(199),
    },
    {
      ...id,
      title_url: httpsUrl,
      author_name: text(49),
      provider_name: text(255),
      provider_icon_url: text(3000),
      description: plainText(200),
    },
  ),
);
