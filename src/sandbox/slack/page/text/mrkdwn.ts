/** What a piece of Slack's mrkdwn means, before anything is drawn. */
export type Node =
  | { kind: "text"; text: string }
  | { kind: "break" }
  | { kind: "link"; href: string; children: Node[] }
  | { kind: "user"; id: string; label?: string }
  | { kind: "channel"; id: string; label?: string }
  | { kind: "group"; id: string; label?: string }
  | { kind: "broadcast"; range: string }
  | { kind: "date"; timestamp: number; format: string; href?: string; fallback: string }
  | { kind: "emoji"; name: string }
  | { kind: "bold" | "italic" | "strike" | "code" | "pre" | "quote"; children: Node[] };

const marks = { "*": "bold", _: "italic", "~": "strike" } as const;

/** Reads mrkdwn as Slack does. Never fails: what is not markup is text. */
export function parseMrkdwn(source: string): Node[] {
  return source.split(/(```[\s\S]+?```)/).flatMap((part) => {
    const fenced = /^```\n?([\s\S]+?)\n?```$/.exec(part);
    if (fenced !== null) return [{ kind: "pre" as const, children: literal(fenced[1] ?? "") }];
    return parseLines(part);
  });
}

function parseLines(source: string): Node[] {
  const nodes: Node[] = [];
  let quoted: string[] = [];
  const endQuote = () => {
    if (quoted.length === 0) return;
    nodes.push({ kind: "quote", children: withBreaks(quoted) });
    quoted = [];
  };
  const lines = source.split("\n");
  lines.forEach((line, index) => {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote !== null) {
      quoted.push(quote[1] ?? "");
      return;
    }
    const afterQuote = quoted.length > 0;
    endQuote();
    if (index > 0 && !afterQuote) nodes.push({ kind: "break" });
    nodes.push(...parseInline(line));
  });
  endQuote();
  return nodes;
}

function withBreaks(lines: string[]): Node[] {
  return lines.flatMap((line, index) => [
    ...(index > 0 ? [{ kind: "break" as const }] : []),
    ...parseInline(line),
  ]);
}

/** One line: references, code, emphasis, emoji. */
export function parseInline(line: string): Node[] {
  const nodes: Node[] = [];
  let plain = "";
  const flush = () => {
    if (plain !== "") nodes.push({ kind: "text", text: unescapeText(plain) });
    plain = "";
  };
  let at = 0;
  while (at < line.length) {
    const found =
      reference(line, at) ?? code(line, at) ?? emphasis(line, at) ?? emoji(line, at) ?? bareLink(line, at);
    if (found === undefined) {
      plain += line[at];
      at += 1;
      continue;
    }
    flush();
    nodes.push(found.node);
    at = found.end;
  }
  flush();
  return nodes;
}

interface Found {
  node: Node;
  end: number;
}

function reference(line: string, at: number): Found | undefined {
  if (line[at] !== "<") return undefined;
  const end = line.indexOf(">", at);
  if (end < 0) return undefined;
  const node = readReference(line.slice(at + 1, end));
  return node === undefined ? undefined : { node, end: end + 1 };
}

/** What stands between `<` and `>`. */
function readReference(inside: string): Node | undefined {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : unescapeText(inside.slice(bar + 1));
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { kind: "user", id: target.slice(1), label };
  if (/^#[CDG][A-Z0-9]+$/.test(target)) return { kind: "channel", id: target.slice(1), label };
  const loud = /^!(here|channel|everyone)$/.exec(target);
  if (loud !== null) return { kind: "broadcast", range: loud[1] ?? "" };
  if (target.startsWith("!subteam^")) return { kind: "group", id: target.slice(9), label };
  const date = /^!date\^(\d+)\^([^^]*)(?:\^(.*))?$/.exec(target);
  if (date !== null) {
    const href = safeHref(unescapeText(date[3] ?? ""));
    return {
      kind: "date",
      timestamp: Number(date[1]),
      format: unescapeText(date[2] ?? ""),
      ...(href !== undefined && { href }),
      fallback: label ?? "",
    };
  }
  const href = safeHref(unescapeText(target));
  if (href !== undefined)
    return { kind: "link", href, children: [{ kind: "text", text: label ?? shownUrl(href) }] };
  return undefined;
}

function shownUrl(href: string): string {
  return href.replace(/^mailto:/, "");
}

/** Only links that cannot run anything. */
export function safeHref(url: string): string | undefined {
  return /^(https?:\/\/|mailto:)/i.test(url) ? url : undefined;
}

function code(line: string, at: number): Found | undefined {
  if (line[at] !== "`") return undefined;
  const end = line.indexOf("`", at + 1);
  if (end <= at + 1) return undefined;
  return { node: { kind: "code", children: literal(line.slice(at + 1, end)) }, end: end + 1 };
}

/** In code nothing is emphasised, but references still act: backticks protect from nothing. */
function literal(source: string): Node[] {
  return source.split(/(<[^<>\n]+>)/).flatMap((part): Node[] => {
    if (part === "") return [];
    const node = part.startsWith("<") ? readReference(part.slice(1, -1)) : undefined;
    return [node ?? { kind: "text", text: unescapeText(part) }];
  });
}

function emphasis(line: string, at: number): Found | undefined {
  const mark = line[at];
  if (mark !== "*" && mark !== "_" && mark !== "~") return undefined;
  const opens = (at === 0 || /[\s\p{P}\p{S}]/u.test(line[at - 1] ?? "")) && /[^\s]/.test(line[at + 1] ?? "");
  if (!opens || line[at + 1] === mark) return undefined;
  for (let end = line.indexOf(mark, at + 2); end > 0; end = line.indexOf(mark, end + 1)) {
    const after = line[end + 1] ?? "";
    if (/\s/.test(line[end - 1] ?? "") || /[\p{L}\p{N}]/u.test(after)) continue;
    if (insideReference(line, at, end)) continue;
    return { node: { kind: marks[mark], children: parseInline(line.slice(at + 1, end)) }, end: end + 1 };
  }
  return undefined;
}

function insideReference(line: string, from: number, at: number): boolean {
  const open = line.lastIndexOf("<", at);
  return open > from && line.indexOf(">", open) > at;
}

function emoji(line: string, at: number): Found | undefined {
  if (line[at] !== ":") return undefined;
  const match = /^:([a-z0-9_+'-]+):/.exec(line.slice(at, at + 60));
  if (match === null) return undefined;
  return { node: { kind: "emoji", name: match[1] ?? "" }, end: at + match[0].length };
}

/** Slack links what looks like a web address, even where nobody marked it. */
function bareLink(line: string, at: number): Found | undefined {
  if (line[at] !== "h" || /[\p{L}\p{N}]/u.test(line[at - 1] ?? "")) return undefined;
  const match = /^https?:\/\/[^\s<>|`*]+[^\s<>|`*.,;:!?)'"\]]/.exec(line.slice(at));
  if (match === null) return undefined;
  const href = unescapeText(match[0]);
  return {
    node: { kind: "link", href, children: [{ kind: "text", text: href }] },
    end: at + match[0].length,
  };
}

export function unescapeText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
