import { Fragment } from "preact";
import { fieldsOf, textOf } from "../../json.ts";
import { Emoji, Mrkdwn } from "./mrkdwn.tsx";

/** A `plain_text` or `mrkdwn` object. */
export function TextObject({ text }: { text: unknown }) {
  const { type, text: said } = fieldsOf(text);
  if (type === "mrkdwn") return <Mrkdwn text={textOf(said)} />;
  return <PlainText text={textOf(said)} />;
}

/** Nothing acts in plain text but emoji. */
export function PlainText({ text }: { text: string }) {
  const parts = text.split(/(:[a-z0-9_+'-]+:|\n)/);
  return (
    <>
      {parts.map((part, index) => (
        <Fragment key={index}>{drawPart(part)}</Fragment>
      ))}
    </>
  );
}

function drawPart(part: string) {
  if (part === "\n") return <br />;
  return /^:.+:$/.test(part) ? <Emoji name={part.slice(1, -1)} /> : part;
}

export function plainOf(text: unknown): string {
  return textOf(fieldsOf(text).text);
}
