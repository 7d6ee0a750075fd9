import { type Fields, isFields, listOf, textOf } from "../../json.ts";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { Markdown } from "../text/markdown.tsx";
import { TextObject } from "../text/text-object.tsx";
import { CardBlock } from "./card.tsx";
import { ContainerBlock } from "./container.tsx";
import { ContextActions } from "./context-actions.tsx";
import { DataTable } from "./data-table.tsx";
import { ElementView } from "./element.tsx";
import { ImageOf } from "./image.tsx";
import { InputBlock } from "./input-block.tsx";
import { PlanBlock, TaskCard } from "./plan.tsx";
import { RichText } from "./rich-text.tsx";
import { TableBlock } from "./table.tsx";
import { VideoBlock } from "./video.tsx";

export function Blocks({ blocks }: { blocks: Fields[] }) {
  return (
    <div class="blocks">
      {blocks.map((block) => (
        <BlockView key={textOf(block.block_id)} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: Fields }) {
  const blockId = textOf(block.block_id);
  switch (block.type) {
    case "section":
      return <SectionBlock block={block} />;
    case "actions":
      return (
        <div class="actions">
          {listOf(block.elements).map((element) => (
            <ElementView key={textOf(element.action_id)} element={element} blockId={blockId} />
          ))}
        </div>
      );
    case "context":
      return (
        <div class="context">
          {listOf(block.elements).map((element, index) => (
            <span key={index}>
              {element.type === "image" ? <ImageOf image={element} small /> : <TextObject text={element} />}
            </span>
          ))}
        </div>
      );
    case "header":
      return (
        <h3 class="header-block">
          <TextObject text={block.text} />
        </h3>
      );
    case "divider":
      return <hr />;
    case "image":
      return (
        <figure>
          {isFields(block.title) && (
            <figcaption>
              <TextObject text={block.title} />
            </figcaption>
          )}
          <ImageOf image={block} />
        </figure>
      );
    case "input":
      return <InputBlock block={block} />;
    case "rich_text":
      return <RichText elements={listOf(block.elements)} />;
    case "markdown":
      return <Markdown text={textOf(block.text)} />;
    case "table":
      return <TableBlock block={block} />;
    case "data_table":
      return <DataTable block={block} />;
    case "card":
      return <CardBlock block={block} />;
    case "carousel":
      return (
        <ScrollBox class="carousel" label="Cards">
          {listOf(block.elements).map((card) => (
            <CardBlock key={textOf(card.block_id)} block={card} />
          ))}
        </ScrollBox>
      );
    case "container":
      return (
        <ContainerBlock block={block}>
          <Blocks blocks={listOf(block.child_blocks)} />
        </ContainerBlock>
      );
    case "context_actions":
      return <ContextActions block={block} />;
    case "plan":
      return <PlanBlock block={block} />;
    case "task_card":
      return <TaskCard block={block} />;
    case "video":
      return <VideoBlock block={block} />;
    case "file":
      return <div class="muted">A remote file: {textOf(block.external_id)}</div>;
    case "alert":
      return (
        <div class={`alert ${textOf(block.level) || "default"}`} role="note">
          <TextObject text={block.text} />
        </div>
      );
    default:
      return <div class="block-fault">This page does not know the block “{textOf(block.type)}”.</div>;
  }
}

function SectionBlock({ block }: { block: Fields }) {
  const fields = listOf(block.fields);
  return (
    <div class="section">
      <div class="section-text">
        {isFields(block.text) && (
          <div>
            <TextObject text={block.text} />
          </div>
        )}
        {fields.length > 0 && (
          <div class="fields">
            {fields.map((field, index) => (
              <div key={index}>
                <TextObject text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {isFields(block.accessory) && (
        <div class="accessory">
          <ElementView element={block.accessory} blockId={textOf(block.block_id)} />
        </div>
      )}
    </div>
  );
}
