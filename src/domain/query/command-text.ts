import { compileJq } from "./jq.ts";
import type { Query, QueryPlan } from "./query.ts";

/** The command lines that ask the same by hand, and what they do not do. */
export function commandText(
  { command, checkedHere }: Pick<QueryPlan, "command" | "checkedHere">,
  query: Query,
): { command: string; remarks: string[] } {
  const { follow, services, from } = query;
  const byJq = from === "cloudtrail";
  const left = byJq ? leftByJq(query) : checkedHere;
  const nothingLeft = byJq
    ? "They need jq, which picks out the events asked for; only events told twice are left in."
    : "Nothing is checked here afterwards but the window and events told twice.";
  return {
    command,
    remarks: [
      left.length > 0
        ? `Checked here afterwards, so that fewer events count than these commands give: ${left.join("; ")}.`
        : nothingLeft,
      ...(services === "hide"
        ? [`Calls of AWS services are counted here and not shown${byJq ? ": jq leaves them out" : ""}.`]
        : []),
      ...(follow
        ? [`The first of up to ${follow.depth} rounds: the next ones ask about what its rows name.`]
        : []),
    ],
  };
}

/** What jq cannot say does not depend on the window. */
function leftByJq(query: Query): string[] {
  return compileJq(query, { from: new Date(0), to: new Date(0) }).left;
}
