import type { QuerySource, RowEvidence } from "./query.ts";
import { type TrailRecord, textAt } from "./record.ts";

/** Records named for one row; there may be more behind it. */
export const mostEvidence = 10;
/** Of all rows of an answer together; beyond it a row names one. */
const mostInAll = 200_000;

/** Ids as AWS and proxies make them. What looks otherwise is somebody's text and no id. */
const idShape = /^[\w+/=.:-]{1,128}$/;

const idPaths: Record<QuerySource, { eventId?: string; requestId: string }> = {
  cloudtrail: { eventId: "eventID", requestId: "requestID" },
  "access-log": { requestId: "requestId" },
};

interface Sighting {
  at: number;
  eventId?: string;
  requestId?: string;
}

/** The earliest records behind one row, in whatever order they were read. */
export interface EvidenceBehind {
  add(record: TrailRecord, at: number): void;
  ids(): RowEvidence;
}

/** Gives every row of an answer evidence of its own, within bounds for all together. */
export function startEvidence(source: QuerySource): () => EvidenceBehind {
  const paths = idPaths[source];
  let kept = 0;
  const read = (record: TrailRecord, path: string | undefined): string | undefined => {
    const id = path === undefined ? undefined : textAt(record, path);
    return id !== undefined && idShape.test(id) ? id : undefined;
  };
  return () => {
    const sightings: Sighting[] = [];
    const most = kept < mostInAll ? mostEvidence : 1;
    return {
      add(record, at) {
        const last = sightings.at(-1);
        if (sightings.length >= most && last && at > last.at) return;
        const sighting = {
          at,
          eventId: read(record, paths.eventId),
          requestId: read(record, paths.requestId),
        };
        if (sighting.eventId === undefined && sighting.requestId === undefined) return;
        const place = sightings.findLastIndex((each) => compare(each, sighting) <= 0) + 1;
        sightings.splice(place, 0, sighting);
        kept += 1;
        if (sightings.length <= most) return;
        sightings.pop();
        kept -= 1;
      },
      ids: () => ({
        eventIds: unique(sightings.map(({ eventId }) => eventId)),
        requestIds: unique(sightings.map(({ requestId }) => requestId)),
      }),
    };
  };
}

const compare = (a: Sighting, b: Sighting): number =>
  a.at - b.at || order(a.eventId, b.eventId) || order(a.requestId, b.requestId);

const order = (a = "", b = ""): number => (a === b ? 0 : a < b ? -1 : 1);

const unique = (ids: readonly (string | undefined)[]): string[] => [
  ...new Set(ids.filter((id) => id !== undefined)),
];
