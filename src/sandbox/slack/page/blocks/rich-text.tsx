import { Fragment, type VNode } from "preact";
import { type Fields, fieldsOf, listOf, textOf } from "../../json.ts";
import { safeHref } from "../text/mrkdwn.ts";
import { ChannelMention, DateText, Emoji, GroupMention, UserMention } from "../text/mrkdwn.tsx";

export function RichText({ elements }: { elements: Fields[] }) {
  return (
    <div class="rich-text">
      {elements.map((part, index) => (
        <Fragment key={index}>{drawPart(part)}</Fragment>
      ))}
    </div>
  );
}

function drawPart(part: Fields): VNode {
  const leaves = <Leaves elements={listOf(part.elements)} />;
  switch (part.type) {
    case "rich_text_section":
      return <div class="rich-section">{leaves}</div>;
    case "rich_text_preformatted":
      return <pre class="fence">{leaves}</pre>;
    case "rich_text_quote":
      return <blockquote>{leaves}</blockquote>;
    case "rich_text_list":
      return <RichList part={part} />;
    default:
      return <span class="block-fault">This page does not know “{textOf(part.type)}” in rich text.</span>;
  }
}

function RichList({ part }: { part: Fields }) {
  const items = listOf(part.elements).map((item, index) => (
    <li key={index}>
      <Leaves elements={listOf(item.elements)} />
    </li>
  ));
  const style = { marginLeft: `${Number(part.indent ?? 0) * 24}px` };
  if (part.style !== "ordered") return <ul style={style}>{items}</ul>;
  return (
    <ol style={style} start={Number(part.offset ?? 0) + 1}>
      {items}
    </ol>
  );
}

function Leaves({ elements }: { elements: Fields[] }) {
  return (
    <>
      {elements.map((leaf, index) => (
        <Fragment key={index}>{styled(drawLeaf(leaf), fieldsOf(leaf.style))}</Fragment>
      ))}
    </>
  );
}

function drawLeaf(leaf: Fields): VNode | string | VNode[] {
  switch (leaf.type) {
    case "text":
      return withBreaks(textOf(leaf.text));
    case "link": {
      const href = safeHref(textOf(leaf.url));
      const label = textOf(leaf.text) || textOf(leaf.url);
      if (href === undefined) return label;
      return (
        <a href={href} target="_blank" rel="noreferrer noopener">
          {label}
        </a>
      );
    }
    case "user":
      return <UserMention id={textOf(leaf.user_id)} />;
    case "channel":
      return <ChannelMention id={textOf(leaf.channel_id)} />;
    case "usergroup":
      return <GroupMention id={textOf(leaf.usergroup_id)} />;
    case "broadcast":
      return <span class="mention loud">@{textOf(leaf.range)}</span>;
    case "emoji":
      return <Emoji name={textOf(leaf.name)} />;
    case "color":
      return (
        <span class="colour">
          <i style={{ background: textOf(leaf.value) }} />
          {textOf(leaf.value)}
        </span>
      );
    case "date":
      return (
        <DateText
          timestamp={Number(leaf.timestamp)}
          format={textOf(leaf.format)}
          href={safeHref(textOf(leaf.url))}
          fallback={textOf(leaf.fallback)}
        />
      );
    default:
      return <span class="block-fault">unknown “{textOf(leaf.type)}”</span>;
  }
}

function withBreaks(text: string): VNode[] {
  return text.split("\n").map((line, index) => (
    <Fragment key={index}>
      {index > 0 && <br />}
      {line}
    </Fragment>
  ));
}

function styled(inside: VNode | string | VNode[], style: Fields): VNode {
  let shown = <>{inside}</>;
  if (style.code === true) shown = <code>{shown}</code>;
  if (style.bold === true) shown = <b>{shown}</b>;
  if (style.italic === true) shown = <i>{shown}</i>;
  if (style.strike === true) shown = <s>{shown}</s>;
  if (style.underline === true) shown = <u>{shown}</u>;
  return shown;
}
