import { type Fields, fieldsOf, textOf } from "../../json.ts";
import { fileUrl } from "../control.ts";
import { useDesk } from "../workspace-context.ts";

/** Pictures from this workspace are shown; nothing is fetched from outside, so others are named instead. */
export function BlockImage({ url, alt, small = false }: { url: string; alt: string; small?: boolean }) {
  const { screen } = useDesk();
  const file = /\/(?:files|files-pri)\/(?:[A-Z0-9]+-)?(F[A-Z0-9]+)/.exec(url)?.[1];
  const own = url.startsWith(`${location.origin}/`) || url.startsWith("data:image/");
  const src = file !== undefined ? fileUrl(screen.me, file) : url;
  if (own || (file !== undefined && !/^https?:/.test(url))) {
    return <img class={small ? "picture small" : "picture"} src={src} alt={alt} title={alt} />;
  }
  if (small)
    return <span class="picture small outside" title={`${alt} (${url})`} role="img" aria-label={alt} />;
  return (
    <span class="picture outside" title={url}>
      {alt}
      <small>a picture from outside, not loaded here</small>
    </span>
  );
}

/** An image object or block: by its URL, or by an uploaded file's URL or id. */
export function ImageOf({ image, small }: { image: Fields; small?: boolean }) {
  const file = fieldsOf(image.slack_file);
  const url = textOf(image.image_url) || textOf(file.url) || `/files/${textOf(file.id)}`;
  return <BlockImage url={url} alt={textOf(image.alt_text)} small={small} />;
}
