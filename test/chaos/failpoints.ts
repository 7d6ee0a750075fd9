import type { Answer } from "../../src/domain/query/query.ts";
import type { Destination, QueryEngine, Store, Tx } from "../../src/flows/ports.ts";
import type { Parts } from "../../src/parts.ts";

/** Where a process can be ended, in the order of the three walks. */
export const failpoints = [
  ...["intake.before", "intake.insert", "intake.kept"],
  ...["triage.claimed", "triage.commit", "triage.done"],
  ...[
    "outbox.claimed",
    "outbox.read",
    "outbox.under-way",
    "outbox.answered",
    "outbox.settle",
    "outbox.settled",
  ],
  ...["click.commit", "click.kept", "run.claimed", "run.answered", "run.commit", "run.kept"],
] as const;
/** Where an event for the customer's automation goes out. */
export const actFailpoints = ["act.request", "act.ordered", "act.answered"] as const;
export type FailpointName = (typeof failpoints)[number] | (typeof actFailpoints)[number];

/** End the process the n-th time it comes by here; or let it stand still there until somebody wakes it. */
export interface Failpoint {
  name: FailpointName;
  nth: number;
  signal?: "SIGKILL" | "SIGSTOP";
}

const midCallMs = 15;

/**
 * Ends this process the n-th time it comes by the failpoint: SIGKILL, as an out-of-memory killer or a lost machine
 * would, nothing is cleaned up, nothing is said. With SIGSTOP it stands still there until somebody wakes it.
 */
export function withFailpoint(parts: Parts, { name, nth, signal = "SIGKILL" }: Failpoint): Parts {
  let passed = 0;
  const at = async (place: FailpointName): Promise<void> => {
    if (place !== name) return;
    passed += 1;
    if (passed !== nth) return;
    process.kill(process.pid, signal);
    if (signal === "SIGKILL") await new Promise(() => {});
    // The signal may take a moment; nothing more is done before it.
    else await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const store = watchedStore(parts.ports.store, at);
  const { slack, events } = parts.destinations;
  const send: Destination["send"] = async (row, hold) => {
    if (name === "outbox.under-way") setTimeout(() => void at("outbox.under-way"), midCallMs);
    const outcome = await slack.send(row, async () => {
      await at("outbox.read");
      await hold();
    });
    if (outcome.outcome === "sent") await at("outbox.answered");
    return outcome;
  };
  // The store was bound into the flows before: they are given the watched one by changing it in place.
  Object.assign(parts.ports.store, store);
  const enginesFor = parts.ports.enginesFor;
  return {
    ...parts,
    ports: {
      ...parts.ports,
      enginesFor: (account) => enginesFor(account).map((engine) => watchedEngine(engine, at)),
    },
    receive: async (message) => {
      await at("intake.before");
      const became = await parts.receive(message);
      await at("intake.kept");
      return became;
    },
    destinations: {
      ...parts.destinations,
      slack: { ...slack, send },
      events: events && {
        ...events,
        async send(row, hold) {
          const isAct = row.show.show === "act";
          if (isAct) await at("act.ordered");
          const outcome = await events.send(row, hold);
          if (isAct) await at("act.answered");
          return outcome;
        },
      },
    },
  };
}

type At = (place: FailpointName) => Promise<void>;

const watchedEngine = (engine: QueryEngine, at: At): QueryEngine => ({
  ...engine,
  async ask(...asked): Promise<Answer> {
    const answer = await engine.ask(...asked);
    await at("run.answered");
    return answer;
  },
});

/** What a transaction was about is told from what it did. */
function watchedStore({ transaction }: Store, at: At): Pick<Store, "transaction"> {
  return {
    async transaction(work) {
      const did = new Set<keyof Tx>();
      const result = await transaction(async (tx) => {
        const spied = new Proxy(tx, {
          get(target, name: keyof Tx) {
            did.add(name);
            return target[name];
          },
        });
        const outcome = await work(spied);
        if (did.has("claimInbox")) await at("triage.claimed");
        if (did.has("keepMessages")) await at("intake.insert");
        if (did.has("settleInbox")) await at("triage.commit");
        if (did.has("settleOutbox")) await at("outbox.settle");
        if (did.has("insertRun") && !did.has("settleInbox")) await at("click.commit");
        if (did.has("saveApproval") && did.has("saveStep")) await at("act.request");
        if (did.has("keepRows")) await at("run.commit");
        return outcome;
      });
      if (did.has("settleInbox")) await at("triage.done");
      if (did.has("claimOutbox") && result !== undefined) await at("outbox.claimed");
      if (did.has("settleOutbox")) await at("outbox.settled");
      if (did.has("insertRun") && !did.has("settleInbox")) await at("click.kept");
      if (did.has("claimRun") && result !== undefined) await at("run.claimed");
      if (did.has("keepRows")) await at("run.kept");
      return result;
    },
  };
}
