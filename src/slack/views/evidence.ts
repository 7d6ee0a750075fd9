import type { ActionsBlock } from "@slack/types";
import type { Finding } from "../../domain/finding.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { Run } from "../../domain/run/run.ts";
import { plainText } from "../../domain/text/text.ts";
import type { KeptRows } from "../../flows/ports.ts";
import { actionIds, encodeRef } from "../ids.ts";
import { bold, button, line, lines, option, plain, value, words } from "./blocks.ts";
import { levelMark } from "./level.ts";
import { type MessageView, messageView } from "./message.ts";
import { segments } from "./segments.ts";
import { table } from "./table.ts";

const mostFindings = 10;

/** A way to the rows behind each finding: a button for one, a menu for several. */
export function evidenceButtons(run: Run): ActionsBlock["elements"] {
  const shown = run.findings.slice(0, mostFindings);
  if (shown.length === 0 || (run.rowCount ?? 0) === 0) return [];
  const { id: runId } = run;
  if (shown.length === 1) return [button(actionIds.showRows, "Show rows", { runId, value: "0" })];
  return [
    {
      type: "static_select",
      action_id: actionIds.showRows,
      placeholder: plain("Rows behind a finding", 75),
      options: shown.map(({ say, level }, at) =>
        option(`${levelMark[level]} ${plainText(say)}`, encodeRef({ runId, value: String(at) })),
      ),
    },
  ];
}

/** The rows that one finding speaks of, and the records behind these. */
export function evidenceView(
  incident: Incident,
  run: Run,
  finding: Finding,
  kept: KeptRows | undefined,
): MessageView {
  const rows = kept?.rows.filter((_, at) => finding.rows?.includes(at) ?? true) ?? [];
  const shown = table(kept?.columns ?? [], rows);
  const more = shown.hiddenRows;
  return messageView(`${shortId(incident)} · rows behind a finding of ${run.title}`, [
    lines(line(words(`${levelMark[finding.level]} `), segments(finding.say, 1_000))),
    ...shown.blocks,
    lines(
      ...(shown.blocks.length === 0
        ? [line(words("No row is behind it: it speaks of what was not found."))]
        : []),
      ...(more > 0 ? [line(words(`${more} more ${more === 1 ? "row" : "rows"} in the full result.`))] : []),
      ...ids("Events", finding.eventIds),
      ...ids("Requests", finding.requestIds ?? []),
      ...(finding.eventIds.length + (finding.requestIds?.length ?? 0) === 0
        ? [line(words("The ids of the records behind them are not known."))]
        : []),
    ),
  ]);
}

function ids(name: string, found: readonly string[]) {
  if (found.length === 0) return [];
  const parts = found.flatMap((id, at) => [words(at === 0 ? " " : ", "), value(id, 130)]);
  return [line(bold(`${name}:`), ...parts)];
}
