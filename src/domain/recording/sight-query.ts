import type { Condition, Query } from "../query/query.ts";
import type { EventClass } from "./event-class.ts";

const is = (path: string, ...texts: string[]): Condition => ({
  path,
  test: {
    op: "equals",
    values: texts.map((text) => ({ type: "text", text, openStart: false, openEnd: false })),
  },
});

/** Any event of a class, whoever called: where there is one, such events are recorded. */
export function sightQuery({ category, sources }: EventClass): Query {
  const data: Condition = {
    // Records before version 1.07 have no category.
    any: [is("eventCategory", "Data"), is("managementEvent", "false")],
  };
  const ofCategory: Record<EventClass["category"], Condition[]> = {
    management: [],
    data: [data],
    network: [is("eventCategory", "NetworkActivity")],
  };
  return {
    from: "cloudtrail",
    where: {
      all: [...ofCategory[category], ...(sources.length > 0 ? [is("eventSource", ...sources)] : [])],
    },
    show: ["eventID"],
    measure: [],
    limit: 1,
    services: "show",
  };
}

export function sightWords({ category, sources }: EventClass): string {
  const events = { management: "event", data: "data event", network: "network activity event" }[category];
  return sources.length > 0 ? `${events} of ${sources.join(" or ")}` : events;
}
