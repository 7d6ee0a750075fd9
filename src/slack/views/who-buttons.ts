import type { ActionsBlock } from "@slack/types";
import { namedIn } from "../../domain/identity/named-in.ts";
import type { Row } from "../../domain/query/query.ts";
import type { Run } from "../../domain/run/run.ts";
import { shortenKeys } from "../../domain/text/redact.ts";
import { actionIds } from "../ids.ts";
import { button } from "./blocks.ts";

const mostButtons = 3;

/** "Who is it?" for the first few whom an answer names. What is asked about stays in the record: keys are shown short. */
export function whoButtons(
  { id, incidentId, query }: Pick<Run, "id" | "incidentId" | "query">,
  kept: { columns: readonly string[]; rows: readonly Row[] } | undefined,
): ActionsBlock["elements"] {
  const all = kept ? namedIn(query, kept) : [];
  return all.slice(0, mostButtons).map((of, nth) =>
    button(`${actionIds.who}:${nth}`, all.length === 1 ? "Who is it?" : `Who is ${shortName(of)}?`, {
      incidentId,
      runId: id,
      value: String(nth),
    }),
  );
}

const shortName = (of: string): string =>
  shortenKeys(of.startsWith("arn:") ? of.slice(of.lastIndexOf(":") + 1) : of).slice(0, 60);
