import { randomUUID } from "node:crypto";
import type { World } from "../world.ts";

/** An event as a rule sees it. */
export interface BusEvent {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  /** Whole seconds, UTC. */
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}

export function busEvent(
  { accountId }: World,
  region: string,
  event: { source: string; detailType: string; detail: unknown; resources?: string[]; at: Date },
): BusEvent {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": event.detailType,
    source: event.source,
    account: accountId,
    time: event.at.toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: event.resources ?? [],
    detail: event.detail,
  };
}
