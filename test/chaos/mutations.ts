import type { Destination, Tx } from "../../src/flows/ports.ts";
import type { Parts } from "../../src/parts.ts";
import { type SourceMutation, sourceMutations } from "./source-mutations.ts";

/**
 * A mechanism each, taken out of the parts before the roles get them. Every one of them must make a drill fail: what
 * nobody misses is not a mechanism, and what fails with it in place is a bug. Each says which promise stands on it.
 */
export const partMutations = {
  /** G1: intake says that it took an alarm in before that is committed. */
  "ack-before-commit": (parts) => ({
    ...parts,
    receive: async (message) => {
      setTimeout(() => void parts.receive(message).catch(() => {}), 50);
      return "new";
    },
  }),
  /** G2: one transition by two ways is two transitions. */
  "no-semantic-key": inTransaction((tx) => ({
    transitionOnce: async (alarm, inboxId) => {
      await tx.transitionOnce(alarm, inboxId);
      return true;
    },
  })),
  /** G2: an old state overwrites a newer one. */
  "no-order-by-state-time": inTransaction((tx) => ({
    alarmStatus: async (incidentId, key) => {
      const known = await tx.alarmStatus(incidentId, key);
      return known && { ...known, at: new Date(0) };
    },
  })),
  /** G3: after an answer that got lost, the message is simply sent again. */
  "no-look-up": onSlack(() => ({ find: async () => undefined })),
  /** G3: a look-up that failed counts as "it is not there". */
  "look-up-error-means-absent": onSlack(({ find }) => ({
    find: (row) => find(row).catch(() => undefined),
  })),
  /** G3: a look-up reads one page of what was said since. */
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
  /** G3: it is looked and sent again while the first try may still come true. */
  "no-grace": (parts) => ({
    ...parts,
    times: { ...parts.times, delivery: { ...parts.times.delivery, callMs: 0, graceMs: 0 } },
  }),
  /** G3: who was held up after reading what to say sends it, though it may be another's by now. */
  "no-leave": onSlack(({ send }) => ({ send: (row, hold) => send(row, () => hold().catch(() => {})) })),
  /** G3: Slack's own client tries again by itself. */
  "client-retries": onSlack(({ send }) => ({
    send: async (row, hold) => {
      for (let tries = 0; ; tries++) {
        const outcome = await send(row, hold);
        if (outcome.outcome !== "unknown" || tries === 3) return outcome;
      }
    },
  })),
  /** G6: nobody looks for runs whose worker is gone. */
  "no-sweeper": inTransaction(() => ({ idleRuns: async () => [] })),
  /** G6: who took a run keeps it, dead or alive. */
  "no-lease-end": inTransaction((tx) => ({
    claimRun: (id) => tx.claimRun(id, 3_600_000),
    renewRun: (run) => tx.renewRun(run, 3_600_000),
  })),
  /** G6: a worker that stops keeps others waiting for what it has in hand. */
  "no-put-back": (parts) => ({ ...parts, times: { ...parts.times, putBackMs: 3_600_000 } }),
  /** G5: each alarm of a storm opens an incident. */
  "no-storm": inTransaction(() => ({ newAlarms: async () => 0 })),
  /** G5: every process writes as fast as it can. */
  "no-pace": (parts) => {
    parts.turns.take = async () => 0;
    parts.turns.hold = async () => {};
    return parts;
  },
  /** G4: an act that may have gone out is sent again like a message. */
  "act-again": (parts) => {
    const { events } = parts.destinations;
    return {
      ...parts,
      destinations: { ...parts.destinations, events: events && { ...events, once: undefined } },
    };
  },
  /** G11: nobody is told what Slack does not show. */
  "no-second-path": inTransaction(() => ({ takeLateOutbox: async () => undefined })),
  /** G11: a queue that fell silent is taken for one that has nothing to do. */
  "no-heartbeat": (parts) => {
    parts.ports.doorbell.healthy = () => true;
    return parts;
  },
} satisfies Record<string, (parts: Parts) => Parts>;

export type PartMutation = keyof typeof partMutations;
export type MutationName = PartMutation | SourceMutation;

export const mutationNames = [
  ...Object.keys(partMutations),
  ...Object.keys(sourceMutations),
] as MutationName[];

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
