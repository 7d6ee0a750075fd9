/** Standard Markdown, as much of it as a `markdown` block is used for. */
export type MarkdownBlock =
  | { kind: "heading"; level: number; text: string }
  | { kind: "paragraph"; text: string }
  | { kind: "list"; ordered: boolean; items: string[] }
  | { kind: "quote"; text: string }
  | { kind: "fence"; text: string }
  | { kind: "rule" }
  | { kind: "table"; head: string[]; rows: string[][] };

const cells = (line: string) =>
  line
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());

export function parseMarkdown(source: string): MarkdownBlock[] {
  const lines = source.split("\n");
  const blocks: MarkdownBlock[] = [];
  let at = 0;
  const take = (test: (line: string) => boolean) => {
    const taken: string[] = [];
    for (let line = lines[at]; line !== undefined && test(line); line = lines[at]) {
      taken.push(line);
      at += 1;
    }
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = /^(#{1,6}) +(.*)$/.exec(line);
    if (line.trim() === "") at += 1;
    else if (heading !== null) {
      blocks.push({ kind: "heading", level: heading[1]?.length ?? 1, text: heading[2] ?? "" });
      at += 1;
    } else if (/^```/.test(line)) {
      at += 1;
      blocks.push({ kind: "fence", text: take((each) => !/^```/.test(each)).join("\n") });
      at += 1;
    } else if (/^(---+|\*\*\*+)$/.test(line.trim())) {
      blocks.push({ kind: "rule" });
      at += 1;
    } else if (/^>/.test(line)) {
      const quoted = take((each) => /^>/.test(each));
      blocks.push({ kind: "quote", text: quoted.map((each) => each.replace(/^> ?/, "")).join("\n") });
    } else if (/^\|/.test(line) && /^\|?[\s:|-]+\|/.test(lines[at + 1] ?? "")) {
      const [head = "", , ...rows] = take((each) => /^\|/.test(each));
      blocks.push({ kind: "table", head: cells(head), rows: rows.map(cells) });
    } else if (/^\s*([-*+]|\d+[.)]) /.test(line)) {
      const ordered = /^\s*\d/.test(line);
      const items = take((each) => /^\s*([-*+]|\d+[.)]) /.test(each));
      blocks.push({
        kind: "list",
        ordered,
        items: items.map((each) => each.replace(/^\s*([-*+]|\d+[.)]) /, "")),
      });
    } else {
      const words = take((each) => each.trim() !== "" && !/^(#{1,6} |```|>|\s*[-*+] )/.test(each));
      blocks.push({ kind: "paragraph", text: words.join("\n") });
      if (words.length === 0) at += 1;
    }
  }
  return blocks;
}

/** Inline Markdown to mrkdwn, which the page knows how to draw. */
export function inlineToMrkdwn(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped
    .split(/(`[^`]+`)/)
    .map((part) =>
      part.startsWith("`")
        ? part
        : part
            .replace(/\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/g, "<$2|$1>")
            .replace(/(^|[^*])\*([^*\s][^*]*)\*(?!\*)/g, "$1_$2_")
            .replace(/\*\*([^*]+)\*\*/g, "*$1*")
            .replace(/~~([^~]+)~~/g, "~$1~"),
    )
    .join("");
}
