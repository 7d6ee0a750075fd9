import { type Fields, isFields, listOf, textOf } from "../../json.ts";
import { safeHref } from "../text/mrkdwn.ts";
import { RichText } from "./rich-text.tsx";

const states: Record<string, { sign: string; name: string }> = {
  pending: { sign: "○", name: "pending" },
  in_progress: { sign: "◐", name: "in progress" },
  complete: { sign: "✓", name: "complete" },
  error: { sign: "✗", name: "failed" },
};

export function PlanBlock({ block }: { block: Fields }) {
  return (
    <div class="plan">
      <b>{textOf(block.title)}</b>
      {listOf(block.tasks).map((task) => (
        <TaskCard key={textOf(task.task_id)} block={task} />
      ))}
    </div>
  );
}

export function TaskCard({ block }: { block: Fields }) {
  const status = textOf(block.status);
  const state = states[status] ?? { sign: "?", name: status };
  return (
    <div class={`task ${status}`}>
      <div class="task-head">
        <span class="task-sign" role="img" aria-label={state.name} title={state.name}>
          {state.sign}
        </span>
        {textOf(block.title)}
      </div>
      {isFields(block.details) && <RichText elements={listOf(block.details.elements)} />}
      {isFields(block.output) && <RichText elements={listOf(block.output.elements)} />}
      {listOf(block.sources).length > 0 && (
        <div class="context">
          {listOf(block.sources).map((source) => (
            <a
              key={textOf(source.url)}
              href={safeHref(textOf(source.url))}
              target="_blank"
              rel="noreferrer noopener"
            >
              {textOf(source.text)}
            </a>
          ))}
        </div>
      )}
    </div>
  );
}
