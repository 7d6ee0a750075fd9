import { ScrollBox } from "../parts/scroll-box.tsx";
import { inlineToMrkdwn, type MarkdownBlock, parseMarkdown } from "./markdown.ts";
import { Mrkdwn } from "./mrkdwn.tsx";

export function Markdown({ text }: { text: string }) {
  return (
    <div class="markdown">
      {parseMarkdown(text).map((block, index) => (
        <MarkdownPart key={index} block={block} />
      ))}
    </div>
  );
}

function Inline({ text }: { text: string }) {
  return <Mrkdwn text={inlineToMrkdwn(text)} />;
}

function MarkdownPart({ block }: { block: MarkdownBlock }) {
  switch (block.kind) {
    case "heading":
      return (
        <p class={`heading level-${block.level}`}>
          <Inline text={block.text} />
        </p>
      );
    case "paragraph":
      return (
        <p>
          <Inline text={block.text} />
        </p>
      );
    case "quote":
      return (
        <blockquote>
          <Inline text={block.text} />
        </blockquote>
      );
    case "fence":
      return <pre class="fence">{block.text}</pre>;
    case "rule":
      return <hr />;
    case "list": {
      const items = block.items.map((item, index) => (
        <li key={index}>
          <Inline text={item} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case "table":
      return (
        <ScrollBox class="table-scroll" label="Table">
          <table>
            <thead>
              <tr>
                {block.head.map((cell) => (
                  <th key={cell}>
                    <Inline text={cell} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>
                      <Inline text={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      );
  }
}
