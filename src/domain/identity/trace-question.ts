import type { Query, Window } from "../query/query.ts";
import type { Wanted } from "./chain.ts";
import { sightingColumns } from "./sighting.ts";
import { callsOf, equals } from "./subject.ts";

const minute = 60_000;
const longestSession = 12 * 60 * minute;

const handOut = ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"];
const handOutAll = [...handOut, "GetSessionToken", "GetFederationToken"];

/** What to ask of CloudTrail to get on with a chain, and over which time; `account` when it is a certain one. */
export function traceQuestion(
  wanted: Wanted,
  window: Window,
): { query: Query; window: Window; account?: string } {
  switch (wanted.want) {
    case "calls":
      return { query: newest(callsAsked(wanted), 50), window };
    case "issuer": {
      const { key, since, account } = wanted;
      const where = {
        all: [
          equals("eventName", ...(since ? handOut : handOutAll)),
          equals("responseElements.credentials.accessKeyId", key),
        ],
      };
      const longBefore = { from: new Date(window.from.getTime() - longestSession), to: window.to };
      return {
        query: newest(where, 1),
        window: since ? around(since) : longBefore,
        ...(account && { account }),
      };
    }
    case "shared":
      return {
        query: newest(
          { all: [equals("eventName", ...handOut), equals("sharedEventID", wanted.sharedEventId)] },
          2,
        ),
        window: around(wanted.at),
        account: wanted.account,
      };
  }
}

function callsAsked({ subject, keys }: Extract<Wanted, { want: "calls" }>): Query["where"] {
  const calls = callsOf(subject);
  return keys ? { all: [equals("userIdentity.accessKeyId", ...keys), calls] } : calls;
}

/** A session says to the second when it began; clocks and the record's own time may differ a little. */
const around = (at: Date): Window => ({
  from: new Date(at.getTime() - 5 * minute),
  to: new Date(at.getTime() + 5 * minute),
});

const newest = (where: Query["where"], limit: number): Query => ({
  from: "cloudtrail",
  where,
  show: [...sightingColumns],
  measure: [],
  order: { column: "eventTime", descending: true },
  limit,
  services: "show",
});
