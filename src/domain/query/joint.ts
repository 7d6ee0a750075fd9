import { groupedRows } from "./grouped-rows.ts";
import { plainRows } from "./plain-rows.ts";
import type { Query, Window } from "./query.ts";
import type { RowCollector } from "./row-collector.ts";
import { createShape, type ShapeCollector } from "./time-shape.ts";

export const maxRememberedEvents = 500_000;

/** What evaluations of one query put together, wherever their records come from: rows, and events that were seen. */
export interface Joint {
  collector: RowCollector;
  /** All of them over time. */
  over: ShapeCollector;
  /** False the first time that an event is named. */
  isKnown(event: string): boolean;
  /** False once there were more events than are remembered. */
  remembersAll(): boolean;
}

export function createJoint(query: Query, window: Window): Joint {
  const grouped = query.by !== undefined || query.perSeconds !== undefined || query.measure.length > 0;
  const remembered = new Set<string>();
  let forgot = false;
  return {
    collector: grouped ? groupedRows(query) : plainRows(query),
    over: createShape(query, window),
    isKnown(event) {
      if (remembered.has(event)) return true;
      if (remembered.size < maxRememberedEvents) remembered.add(event);
      else forgot = true;
      return false;
    },
    remembersAll: () => !forgot,
  };
}
