import type { PhrasingContent, RootContent } from "mdast";
import { InputError } from "../errors.ts";
import type { Fault } from "./fault.ts";
import type { Prose, ProseBlock, StyledText } from "./prose.ts";
import { lineOf } from "./sections.ts";
import { pathsInTemplate } from "./template.ts";

type Style = Pick<StyledText, "style" | "url">;

/** Turns Markdown into pieces a view can show; what could not be shown is a fault. */
export function readProse(nodes: readonly RootContent[], body: string, file: string, faults: Fault[]): Prose {
  const refuse = (line: number, message: string): void => {
    faults.push({ file, line, message });
  };

  function blocks(node: RootContent): ProseBlock[] {
    switch (node.type) {
      case "paragraph":
        return [{ kind: "paragraph", text: texts(node.children, {}) }];
      case "heading":
        return [{ kind: "heading", text: texts(node.children, {}) }];
      case "blockquote":
        return node.children.flatMap(blocks);
      case "list":
        return node.children.flatMap((item) =>
          item.children
            .flatMap(blocks)
            .map((block): ProseBlock => (block.kind === "paragraph" ? { ...block, kind: "item" } : block)),
        );
      default:
        refuse(
          lineOf(node),
          `Slack cannot show this (${node.type}): write it as plain paragraphs or a list.`,
        );
        return [];
    }
  }

  function texts(children: readonly PhrasingContent[], style: Style): StyledText[] {
    return children.flatMap((node): StyledText[] => {
      switch (node.type) {
        case "text":
          return [{ text: node.value.replaceAll("\n", " "), ...style }];
        case "inlineCode":
          return [{ text: node.value, ...style, style: "code" }];
        case "break":
          return [{ text: "\n", ...style }];
        case "emphasis":
          return texts(node.children, { ...style, style: style.style ?? "italic" });
        case "strong":
          return texts(node.children, { ...style, style: "bold" });
        case "link":
          if (!/^https:\/\/[^\s{}]+$/.test(node.url))
            refuse(lineOf(node), `The link "${node.url}" must start with https:// and hold no template.`);
          return texts(node.children, { ...style, url: node.url });
        default:
          refuse(lineOf(node), `Slack cannot show this (${node.type}): write it in plain words.`);
          return [];
      }
    });
  }

  const read = nodes.map((node) => ({ line: lineOf(node), blocks: blocks(node) }));
  for (const { line, blocks } of read)
    for (const { text } of blocks.flatMap((block) => block.text))
      try {
        pathsInTemplate(text);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        refuse(line, error.message);
      }
  const start = nodes[0]?.position?.start.offset ?? 0;
  const end = nodes.at(-1)?.position?.end.offset ?? start;
  return { markdown: body.slice(start, end), blocks: read.flatMap((each) => each.blocks) };
}

export const pathsInProse = (prose: Prose): string[] =>
  prose.blocks.flatMap((block) => block.text).flatMap(({ text }) => pathsInTemplate(text));
