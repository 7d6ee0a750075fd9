import type { ModalView } from "@slack/types";
import type { Incident } from "../../domain/incident/incident.ts";
import type { MissingInput } from "../../domain/runbook/inputs.ts";
import type { Runbook } from "../../domain/runbook/schema.ts";
import { viewIds } from "../ids.ts";
import { foreign, line, lines, option, words } from "./blocks.ts";
import { modal, selectField, textField } from "./modal.ts";
import type { From } from "./modals.ts";

/** What a runbook still needs to know. Fields have the names of the inputs behind `input:`. */
export const inputsModal = (
  incident: Incident,
  runbook: Pick<Runbook, "id" | "title">,
  missing: readonly MissingInput[],
  from: From,
  given: Readonly<Record<string, string>> = {},
): ModalView =>
  modal(
    viewIds.inputs,
    "Start a runbook",
    "Start",
    { ...from, incidentId: incident.id, runbookId: runbook.id, value: encodeGiven(given) },
    [lines(line(words("For "), foreign(runbook.title, 200))), ...missing.map(inputField)],
  );

/** Inputs given before the form was shown travel with it; a long list of them does not fit and is asked again. */
const encodeGiven = (given: Readonly<Record<string, string>>): string | undefined => {
  const text = JSON.stringify(given);
  return text === "{}" || text.length > 500 ? undefined : text;
};

export const inputPrefix = "input:";

function inputField({ name, ask, input, why }: MissingInput) {
  const field = `${inputPrefix}${name}`;
  if (input.type === "enum")
    return selectField(
      field,
      ask,
      input.values.map((each) => option(each, each)),
    );
  const hints = [why ?? "", examples[input.type] ?? ""].filter((hint) => hint !== "");
  return textField(field, ask, { hint: hints.join(" "), max: 2000, multiline: input.type === "list" });
}

export const inputHint = (type: string): string => examples[type] ?? "";

const examples: Record<string, string> = {
  "access-key-id": "An access key id: 20 characters that begin with AKIA or ASIA.",
  principal: "An ARN, or the name of a user or role.",
  ip: "An IP address, such as 203.0.113.9.",
  cidr: "A network, such as 203.0.113.0/24.",
  resource: "An ARN, id or name.",
  account: "Twelve digits.",
  region: "A Region, such as eu-central-1.",
  "event-name": "The name of a call, such as DeleteTrail.",
  window: "For instance: last 24h, or 24h before incident.start until now.",
  list: "Several values, separated by spaces.",
};
