import { randomUUID } from "node:crypto";
import { createSeededRandom } from "../../scenarios/seeded-random.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import type { Command } from "./flow.ts";
import { type FoundEvent, type QueryResult, runQuery } from "./run-query.ts";

export type QueryStatus = "Scheduled" | "Running" | "Complete" | "Cancelled";

/** A query that somebody started. */
export interface StartedQuery {
  id: string;
  region: string;
  text: string;
  groups: string[];
  from: number;
  to: number;
  startedAt: number;
  commands: Command[];
  limit: number;
  /** What there was to search when it started, newest first; let go once the result is there. */
  searched: FoundEvent[];
  records: number;
  bytes: number;
  status: QueryStatus;
  /** How often its results were asked for, and how often until they are whole. */
  polls: number;
  pollsNeeded: number;
  result?: QueryResult;
}

/** Queries of Logs Insights. Each goes on by a step with every look at it, or with the clock. */
export interface Queries {
  start: (
    wish: Pick<
      StartedQuery,
      "region" | "text" | "groups" | "from" | "to" | "commands" | "limit" | "searched"
    >,
  ) => StartedQuery;
  find: (region: string, id: string) => StartedQuery;
  /** Takes the next step. */
  look: (query: StartedQuery) => { result: QueryResult; share: number };
  /** Throws InvalidParameterException when it has ended. */
  stop: (query: StartedQuery) => void;
  list: (region: string) => StartedQuery[];
}

const MOST_AT_ONCE = 100;
const DONE_AFTER_MS = 10_000;
const RESULTS_LAST_MS = 7 * 24 * 60 * 60 * 1000;
const MOST_KEPT = 200;

export function createQueries({ clock, seed }: World): Queries {
  const queries = new Map<string, StartedQuery>();
  const ended = ({ status }: StartedQuery) => status === "Complete" || status === "Cancelled";
  const complete = (query: StartedQuery) => {
    query.result ??= runQuery(query.commands, query.searched, { limit: query.limit, now: query.startedAt });
    query.status = "Complete";
    query.searched = [];
  };
  const underWay = (region: string, now: number) =>
    [...queries.values()].filter(
      (query) => query.region === region && !ended(query) && now - query.startedAt < DONE_AFTER_MS,
    );
  return {
    start(wish) {
      const startedAt = clock().getTime();
      if (underWay(wish.region, startedAt).length >= MOST_AT_ONCE) {
        throw new AwsError(
          "LimitExceededException",
          `Account maximum query concurrency limit of [${MOST_AT_ONCE}] reached.`,
        );
      }
      const random = createSeededRandom(`${seed} ${queries.size} ${wish.text}`);
      const query: StartedQuery = {
        ...wish,
        id: randomUUID(),
        startedAt,
        status: "Scheduled",
        polls: 0,
        pollsNeeded: random.between(3, 4),
        records: wish.searched.length,
        bytes: wish.searched.reduce((sum, { event }) => sum + event.message.length, 0),
      };
      queries.set(query.id, query);
      forgetOld(queries, startedAt);
      return query;
    },
    find(region, id) {
      const query = queries.get(id);
      if (query?.region === region) return query;
      throw new AwsError("ResourceNotFoundException", `Query with id ${id} does not exist.`);
    },
    look(query) {
      query.polls += 1;
      if (ended(query)) return { result: query.result ?? NOTHING, share: 1 };
      if (query.polls >= query.pollsNeeded || clock().getTime() - query.startedAt >= DONE_AFTER_MS) {
        complete(query);
        return { result: query.result ?? NOTHING, share: 1 };
      }
      if (query.polls === 1) return { result: NOTHING, share: 0 };
      query.status = "Running";
      // What was found up to now: never to be taken for all of it.
      const share = (query.polls - 1) / query.pollsNeeded;
      const part = query.searched.slice(0, Math.floor(query.searched.length * share));
      return { result: runQuery(query.commands, part, { limit: query.limit, now: query.startedAt }), share };
    },
    stop(query) {
      if (ended(query)) {
        throw new AwsError("InvalidParameterException", `Query with id ${query.id} is not running.`);
      }
      query.status = "Cancelled";
      query.result = NOTHING;
      query.searched = [];
    },
    list: (region) => [...queries.values()].filter((query) => query.region === region).reverse(),
  };
}

const NOTHING: QueryResult = { rows: [], recordsMatched: 0 };

function forgetOld(queries: Map<string, StartedQuery>, now: number): void {
  for (const [id, { startedAt }] of queries) {
    if (queries.size <= MOST_KEPT && now - startedAt < RESULTS_LAST_MS) break;
    queries.delete(id);
  }
}
