import { Fragment, type VNode } from "preact";
import { useDesk } from "../workspace-context.ts";
import { formatDate } from "./date-format.ts";
import { emoji } from "./emoji.ts";
import { type Node, parseMrkdwn } from "./mrkdwn.ts";

/** Foreign text reaches the page only through here and the rich-text leaves: as text nodes, never as HTML. */
export function Mrkdwn({ text }: { text: string }) {
  return <Nodes nodes={parseMrkdwn(text)} />;
}

export function Nodes({ nodes }: { nodes: Node[] }) {
  return (
    <>
      {nodes.map((node, index) => (
        <Fragment key={index}>{draw(node)}</Fragment>
      ))}
    </>
  );
}

function draw(node: Node): VNode | string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "break":
      return <br />;
    case "link":
      return (
        <a href={node.href} target="_blank" rel="noreferrer noopener">
          <Nodes nodes={node.children} />
        </a>
      );
    case "user":
      return <UserMention id={node.id} label={node.label} />;
    case "channel":
      return <ChannelMention id={node.id} label={node.label} />;
    case "group":
      return <GroupMention id={node.id} label={node.label} />;
    case "broadcast":
      return <span class="mention loud">@{node.range}</span>;
    case "date":
      return (
        <DateText timestamp={node.timestamp} format={node.format} href={node.href} fallback={node.fallback} />
      );
    case "emoji":
      return <Emoji name={node.name} />;
    case "bold":
      return <b>{<Nodes nodes={node.children} />}</b>;
    case "italic":
      return <i>{<Nodes nodes={node.children} />}</i>;
    case "strike":
      return <s>{<Nodes nodes={node.children} />}</s>;
    case "code":
      return <code>{<Nodes nodes={node.children} />}</code>;
    case "pre":
      return <pre class="fence">{<Nodes nodes={node.children} />}</pre>;
    case "quote":
      return <blockquote>{<Nodes nodes={node.children} />}</blockquote>;
  }
}

export function UserMention({ id, label }: { id: string; label?: string }) {
  const { screen } = useDesk();
  const person = screen.people.find((each) => each.id === id);
  return <span class={id === screen.me ? "mention me" : "mention"}>@{person?.name ?? label ?? id}</span>;
}

export function ChannelMention({ id, label }: { id: string; label?: string }) {
  const { screen, open } = useDesk();
  const channel = screen.channels.find((each) => each.id === id);
  if (channel === undefined) return <span class="mention">#{label ?? "private-channel"}</span>;
  return (
    <button type="button" class="mention" onClick={() => open({ at: id, thread: "" })}>
      #{channel.name}
    </button>
  );
}

export function GroupMention({ id, label }: { id: string; label?: string }) {
  const { screen } = useDesk();
  const group = screen.groups.find((each) => each.id === id);
  return <span class="mention">@{group?.handle ?? label?.replace(/^@/, "") ?? id}</span>;
}

export function Emoji({ name }: { name: string }) {
  const known = emoji[name];
  return (
    <span class="emoji" title={`:${name}:`}>
      {known ?? `:${name}:`}
    </span>
  );
}

export function DateText(given: { timestamp: number; format: string; href?: string; fallback: string }) {
  const { me, screen } = useDesk();
  const shown =
    formatDate(given.timestamp, given.format, me.timeZone, new Date(screen.now)) || given.fallback;
  const exact = new Date(given.timestamp * 1000).toISOString();
  if (given.href !== undefined) {
    return (
      <a href={given.href} title={exact} target="_blank" rel="noreferrer noopener">
        {shown}
      </a>
    );
  }
  return <time title={exact}>{shown}</time>;
}
