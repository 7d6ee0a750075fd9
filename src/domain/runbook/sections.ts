import type { Code, Nodes, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Fault } from "./fault.ts";
import type { YamlText } from "./yaml-block.ts";

/** A fenced block such as ```` ```yaml query ````; `kind` is what follows `yaml`. */
export interface Block extends YamlText {
  kind: string;
}

/** What stands under one heading, before it is understood. */
export interface Section {
  title: string;
  line: number;
  prose: RootContent[];
  blocks: Block[];
  /** A block stands here that was refused: that there is none is not worth saying. */
  refused: boolean;
}

export interface Sections {
  frontMatter: YamlText;
  /** What the nodes' offsets count in. */
  body: string;
  intro: RootContent[];
  steps: Section[];
}

/** Takes the file apart: front matter, introduction, one section for each `##`. */
export function readSections(markdown: string, file: string, faults: Fault[]): Sections | undefined {
  const lines = markdown.split("\n");
  const end = lines.indexOf("---", 1);
  if (lines[0] !== "---" || end === -1) {
    faults.push({
      file,
      line: 1,
      message: 'The front matter is missing: begin the file with "---", its keys, and "---" again.',
    });
    return undefined;
  }
  // Blank lines in place of the front matter keep the line numbers true.
  const body = "\n".repeat(end + 1) + lines.slice(end + 1).join("\n");
  const frontMatter = { text: lines.slice(1, end).join("\n"), line: 2, file, what: "the front matter" };

  const intro: RootContent[] = [];
  const steps: Section[] = [];
  for (const node of fromMarkdown(body).children) {
    const line = lineOf(node);
    if (node.type === "heading" && node.depth === 1)
      faults.push({
        file,
        line,
        message: 'A "#" heading is not used: the title is in the front matter, steps have "##".',
      });
    else if (node.type === "heading" && node.depth === 2) {
      const title = plainWords(node).trim();
      if (title === "" || title.length > 150)
        faults.push({ file, line, message: "A step's heading needs 1 to 150 characters." });
      steps.push({ title, line, prose: [], blocks: [], refused: false });
    } else if (node.type === "code") addBlock(node, steps.at(-1), lines, file, faults);
    else {
      const step = steps.at(-1);
      if (step && step.blocks.length > 0)
        faults.push({
          file,
          line,
          message: `Prose after the blocks of "${step.title}": put it before them, where people read it.`,
        });
      (step?.prose ?? intro).push(node);
    }
  }
  return { frontMatter, body, intro, steps };
}

function addBlock(
  node: Code,
  step: Section | undefined,
  lines: string[],
  file: string,
  faults: Fault[],
): void {
  const line = lineOf(node);
  const fence = /^\s*(`{3,}|~{3,})/.exec(lines[line - 1] ?? "")?.[1];
  const info = [node.lang, node.meta].filter(Boolean).join(" ");
  if (step) step.refused = true;
  if (!fence || node.lang !== "yaml" || !node.meta) {
    const what = fence
      ? info === ""
        ? "A block without a language"
        : `The block language "${info}" is unknown`
      : "Indented code";
    faults.push({
      file,
      line,
      message: `${what}: blocks are \`\`\`yaml query, instruct, ask, choose, finish, conclude or next. Commands to copy go under "copy:".`,
    });
    return;
  }
  const lastLine = lines[(node.position?.end.line ?? line) - 1] ?? "";
  if (node.position?.end.line === line || !lastLine.trim().startsWith(fence)) {
    faults.push({ file, line, message: `This block is not closed: end it with a line ${fence}.` });
    return;
  }
  if (!step) {
    faults.push({
      file,
      line,
      message: 'A block stands before the first step: put a "##" heading above it.',
    });
    return;
  }
  step.refused = step.blocks.length > 0 && step.refused;
  step.blocks.push({
    kind: node.meta.trim(),
    text: node.value,
    line: line + 1,
    file,
    what: `the ${node.meta.trim()} block`,
  });
}

export const lineOf = (node: Nodes): number => node.position?.start.line ?? 1;

/** The words of a node without its marks. */
export function plainWords(node: Nodes): string {
  if ("value" in node) return node.value;
  if (node.type === "break") return " ";
  return "children" in node ? node.children.map(plainWords).join("") : "";
}
