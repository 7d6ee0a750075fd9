import type { ModalView } from "@slack/types";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { queryEngineNames } from "../../domain/query/query.ts";
import type { AccountSettings } from "../../flows/ports.ts";
import { encodeRef, viewIds } from "../ids.ts";
import { bold, line, lines, option, words } from "./blocks.ts";
import { modal, selectField, textField } from "./modal.ts";
import type { From } from "./modals.ts";

export const trailFields = ["who", "key", "ip", "call", "resource"] as const;

/** What may be said beside them. */
export const trailOptions = ["last", "engine", "accounts", "for"] as const;

/** Who sees the answer first. */
export const audiences = ["thread", "me"] as const;
export const cairnChooses = "auto";
export const alarmsOwn = "own";
const mostAccounts = 98;

const windows = ["1h", "6h", "24h", "3d", "7d", "30d", "90d"];

/**
 * A question to CloudTrail without a runbook, on the record of one of `incidents`. Who asks in its channel is taken to
 * ask for everybody there, who asks elsewhere for themselves; both can choose otherwise.
 */
export function trailModal(
  incidents: readonly Incident[],
  from: From,
  given: Readonly<Record<string, string>> = {},
  accounts: readonly Pick<AccountSettings, "id" | "name">[] = [],
): ModalView {
  const [only, another] = incidents;
  const ref = another === undefined ? { ...from, incidentId: only?.id } : from;
  const isHere = incidents.every(({ channel }) => channel === from.channel);
  const last = windows.includes(given.last ?? "") ? given.last : "24h";
  const optional = (name: (typeof trailFields)[number], label: string, example: string) =>
    textField(name, label, { optional: true, max: 500, initial: given[name], example });
  return modal(viewIds.trail, "Ask CloudTrail", "Ask", ref, [
    lines(
      line(
        bold("Fill in at least one of the first five."),
        words(" What you fill in must all be true of a record. No wildcards are needed."),
      ),
    ),
    optional("who", "Who", "deploy, or arn:aws:iam::111122223333:role/deploy"),
    optional("key", "Access key id", "20 characters that begin with AKIA or ASIA"),
    optional("ip", "Address or network", "203.0.113.9 or 203.0.113.0/24"),
    optional("call", "Call", "DeleteTrail"),
    optional("resource", "Resource", "my-bucket, i-0abc1234 or an ARN; a part is enough"),
    selectField(
      "last",
      "How far back?",
      windows.map((each) => option(`the last ${each}`, each)),
      { initial: last },
    ),
    selectField(
      "for",
      "Who sees the answer first?",
      [
        option("Everybody in the incident’s thread", "thread"),
        option("Only me, by direct message, until I share it", "me"),
      ],
      {
        initial: audiences.find((each) => each === given.for) ?? (isHere ? "thread" : "me"),
        hint: "Either way the question and its answer are on the incident’s record.",
      },
    ),
    selectField(
      "engine",
      "Which engine?",
      [option("Cairn chooses", cairnChooses), ...queryEngineNames.map((name) => option(name, name))],
      { initial: given.engine ?? cairnChooses },
    ),
    ...(accounts.length < 2
      ? []
      : [
          selectField(
            "accounts",
            "Which account?",
            [
              option("The alarm's own", alarmsOwn),
              option("All accounts", "all"),
              ...accounts
                .slice(0, mostAccounts)
                .map(({ id, name }) => option(name ? `${name} (${id})` : id, id)),
            ],
            {
              initial:
                accounts.find(({ name }) => name === given.accounts)?.id ?? given.accounts ?? alarmsOwn,
            },
          ),
        ]),
    ...(another === undefined
      ? []
      : [
          selectField(
            "incident",
            "For which incident?",
            incidents.map((each) =>
              option(`${shortId(each)} ${each.title}`, encodeRef({ incidentId: each.id })),
            ),
          ),
        ]),
  ]);
}
