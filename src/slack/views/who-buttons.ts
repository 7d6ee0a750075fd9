import type { ActionsBlock } from "@slack/types";
import { parseSubject } from "../../domain/identity/subject.ts";
import type { Row } from "../../domain/query/query.ts";
import { shortenKeys } from "../../domain/redact.ts";
import type { Run } from "../../domain/run.ts";
import { actionIds } from "../ids.ts";
import { button } from "./blocks.ts";

/** Columns that name somebody of AWS; the first that an answer has tells most. */
const whoColumns = ["key", "userIdentity.accessKeyId", "userIdentity.arn", "principal", "person", "actor"];
const mostButtons = 3;

/** "Who is it?" for the first few of whom an answer speaks. */
export function whoButtons(
  { incidentId, query }: Pick<Run, "incidentId" | "query">,
  kept: { columns: readonly string[]; rows: readonly Row[] } | undefined,
): ActionsBlock["elements"] {
  const column = whoColumns.find((each) => kept?.columns.includes(each));
  if (column === undefined || query.trace || query.from !== "cloudtrail") return [];
  const named = (kept?.rows ?? []).flatMap((row) => {
    const cell = row[column];
    return typeof cell === "string" && parseSubject(cell) ? [cell] : [];
  });
  const all = [...new Set(named)];
  return all.slice(0, mostButtons).map((of, index) =>
    button(`${actionIds.who}:${index}`, all.length === 1 ? "Who is it?" : `Who is ${shortName(of)}?`, {
      incidentId,
      value: of,
    }),
  );
}

const shortName = (of: string): string =>
  shortenKeys(of.startsWith("arn:") ? of.slice(of.lastIndexOf(":") + 1) : of).slice(0, 60);
