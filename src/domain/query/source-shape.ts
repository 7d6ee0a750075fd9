import { isServiceCall } from "./field-names.ts";
import type { QuerySource } from "./query.ts";
import { type TrailRecord, textAt } from "./record.ts";
import { parseTime } from "./time.ts";

/** What the evaluator must know of a source's records beside their fields. */
export interface SourceShape {
  at(record: TrailRecord): Date | undefined;
  /** Orders records of the same moment. */
  id(record: TrailRecord): string;
  /** The same text for one and the same event told twice; undefined when that cannot be known. */
  identity(record: TrailRecord): string | undefined;
  /** True for what a service did by itself. */
  isService(record: TrailRecord): boolean;
}

export const sourceShapes: Record<QuerySource, SourceShape> = {
  cloudtrail: {
    at: (record) => parseTime(record.eventTime),
    id: (record) => textAt(record, "eventID") ?? "",
    identity: (record) => {
      const id = textAt(record, "eventID");
      return id === undefined ? undefined : `${textAt(record, "recipientAccountId") ?? ""}/${id}`;
    },
    isService: isServiceCall,
  },
  "access-log": {
    at: (record) => parseTime(record.time),
    id: (record) => textAt(record, "requestId") ?? "",
    // Some proxies take the request id from the client, who must not hide requests by sending one id for all.
    identity: (record) => {
      const { proxy, requestId, time, clientIp, method, path, status, bytesOut, latencyMs } = record;
      if (requestId === undefined) return undefined;
      return JSON.stringify([proxy, requestId, time, clientIp, method, path, status, bytesOut, latencyMs]);
    },
    isService: () => false,
  },
};
