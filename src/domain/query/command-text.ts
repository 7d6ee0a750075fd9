import type { Query, QueryPlan } from "./query.ts";

/** The command lines that ask the same by hand, and what they do not do. */
export function commandText(
  { command, checkedHere }: Pick<QueryPlan, "command" | "checkedHere">,
  { follow, services }: Pick<Query, "follow" | "services">,
): { command: string; remarks: string[] } {
  return {
    command,
    remarks: [
      checkedHere.length > 0
        ? `Checked here afterwards, so that fewer events count than these commands give: ${checkedHere.join("; ")}.`
        : "Nothing is checked here afterwards but the window and events told twice.",
      ...(services === "hide" ? ["Calls of AWS services are counted here and not shown."] : []),
      ...(follow
        ? [`The first of up to ${follow.depth} rounds: the next ones ask about what its rows name.`]
        : []),
    ],
  };
}
