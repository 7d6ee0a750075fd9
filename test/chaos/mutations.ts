import type { Destination, Tx } from "../../src/flows/ports.ts";
import type { Parts } from "../../src/parts.ts";

/**
 * A mechanism each, taken out. Every one of them must make a scenario fail: what nobody misses is not a mechanism,
 * and what fails with it in place is a bug.
 */
export const mutations = {
  /** Intake says that it took an alarm in before that is committed. */
  "ack-before-commit": (parts) => ({
    ...parts,
    receive: async (message) => {
      setTimeout(() => void parts.receive(message).catch(() => {}), 50);
      return "new";
    },
  }),
  /** One transition by two ways is two transitions. */
  "no-semantic-key": inTransaction((tx) => ({
    transitionOnce: async (alarm, inboxId) => {
      await tx.transitionOnce(alarm, inboxId);
      return true;
    },
  })),
  /** An old state overwrites a newer one. */
  "no-order-by-state-time": inTransaction((tx) => ({
    alarmStatus: async (incidentId, key) => {
      const known = await tx.alarmStatus(incidentId, key);
      return known && { ...known, at: new Date(0) };
    },
  })),
  /** After an answer that got lost, the message is simply sent again. */
  "no-look-up": onSlack(() => ({ find: async () => undefined })),
  /** A look-up that failed counts as "it is not there". */
  "look-up-error-means-absent": onSlack(({ find }) => ({
    find: (row) => find(row).catch(() => undefined),
  })),
  /** A look-up reads one page of what was said since. */
  "look-up-of-one-page": (parts) => {
    const { conversations } = parts.slack.clients.sending;
    const { history, replies } = conversations;
    const firstPage =
      <A, R extends { response_metadata?: object }>(call: (asked: A) => Promise<R>) =>
      async (asked: A): Promise<R> => ({
        ...(await call({ ...asked, limit: 3 })),
        response_metadata: {},
      });
    Object.assign(conversations, {
      history: firstPage(history.bind(conversations)),
      replies: firstPage(replies.bind(conversations)),
    });
    return parts;
  },
  /** It is looked and sent again while the first try may still come true. */
  "no-grace": (parts) => ({
    ...parts,
    times: { ...parts.times, delivery: { ...parts.times.delivery, callMs: 0, graceMs: 0 } },
  }),
  /** Slack's own client tries again by itself. */
  "client-retries": onSlack(({ send }) => ({
    send: async (row) => {
      for (let tries = 0; ; tries++) {
        const outcome = await send(row);
        if (outcome.outcome !== "unknown" || tries === 3) return outcome;
      }
    },
  })),
  /** Several messages of a thread are under way at a time. */
  "no-head-of-lane": inSql(
    /and not exists \(select 1 from outbox p\s+where p\.lane = o\.lane and p\.id < o\.id and p\.state in \('pending', 'sending'\)\)/,
    "",
  ),
  /** What an older attempt of a run brings is taken as well. */
  "no-fence": inSql(
    /where id = \$1 and attempt = \$6 and state in \('queued', 'running'\)/,
    "where id = $1 and $6 > 0",
  ),
  /** Nobody looks for runs whose worker is gone. */
  "no-sweeper": inTransaction(() => ({ idleRuns: async () => [] })),
  /** Each alarm of a storm opens an incident. */
  "no-storm": inTransaction(() => ({ newAlarms: async () => 0 })),
  /** Every process writes as fast as it can. */
  "no-pace": (parts) => {
    parts.turns.take = async () => 0;
    parts.turns.hold = async () => {};
    return parts;
  },
  /** Nobody is told what Slack does not show. */
  "no-second-path": inTransaction(() => ({ takeLateOutbox: async () => undefined })),
} satisfies Record<string, (parts: Parts) => Parts>;

export type MutationName = keyof typeof mutations;

function onSlack(change: (slack: Destination) => Partial<Destination>) {
  return (parts: Parts): Parts => {
    const { slack } = parts.destinations;
    return {
      ...parts,
      destinations: { ...parts.destinations, slack: { ...slack, ...change(slack) } },
    };
  };
}

function inTransaction(change: (tx: Tx) => Partial<Tx>) {
  return (parts: Parts): Parts => {
    const { store } = parts.ports;
    const { transaction } = store;
    store.transaction = (work) => transaction((tx) => work({ ...tx, ...change(tx) }));
    return parts;
  };
}

/** Changes a statement on its way; that it is one of ours is checked when the process ends. */
function inSql(part: RegExp, instead: string) {
  return (parts: Parts): Parts => {
    const { pool } = parts;
    const connect = pool.connect.bind(pool);
    pool.connect = (async () => {
      const client = await connect();
      const query = client.query.bind(client) as (...asked: unknown[]) => unknown;
      const changed = (text: unknown, ...rest: unknown[]) =>
        query(typeof text === "string" ? text.replace(part, instead) : text, ...rest);
      return Object.assign(Object.create(client), { query: changed });
    }) as typeof pool.connect;
    return parts;
  };
}
