import { type Fields, isFields, textOf } from "../../json.ts";
import { safeHref } from "../text/mrkdwn.ts";
import { TextObject } from "../text/text-object.tsx";
import { BlockImage } from "./image.tsx";

/** Named, not played: nothing is fetched from outside. */
export function VideoBlock({ block }: { block: Fields }) {
  const href = safeHref(textOf(block.title_url) || textOf(block.video_url));
  const from = [textOf(block.author_name), textOf(block.provider_name)].filter(Boolean).join(" · ");
  return (
    <div class="card">
      <a href={href} target="_blank" rel="noreferrer noopener">
        ▶ <TextObject text={block.title} />
      </a>
      {from !== "" && <small class="muted">{from}</small>}
      {isFields(block.description) && <TextObject text={block.description} />}
      <BlockImage url={textOf(block.thumbnail_url)} alt={textOf(block.alt_text)} />
    </div>
  );
}
