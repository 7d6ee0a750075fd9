import { ConflictError } from "../../domain/errors.ts";
import type { Query, Window } from "../../domain/query/query.ts";
import { type Actor, actorRef } from "../../domain/responder.ts";
import { notBegun } from "../../domain/run/not-begun.ts";
import { type Again, firstRunOf, type Run } from "../../domain/run/run.ts";
import type { Ports, Tx } from "../ports.ts";
import { askedBy } from "./ask-run.ts";

/** Puts a run's question into the queue once more: the same accounts and engines, another window where one is given. */
export async function queueAgain(
  { clock, newId, enginesFor }: Pick<Ports, "clock" | "newId" | "enginesFor">,
  tx: Tx,
  previous: Run,
  again: { why: Again["why"]; actor: Actor; query?: Query; window?: Window },
): Promise<Run> {
  const run: Run = {
    ...previous,
    query: again.query ?? previous.query,
    window: again.window ?? previous.window,
    id: newId(),
    ...notBegun(),
    requestedBy: actorRef(again.actor),
    requestedAt: clock(),
    // AWS is asked anew: an answer that somebody else got a moment ago would tell nothing new.
    questionKey: null,
    sharedRun: null,
    place: null,
    again: { first: firstRunOf(previous), previous: previous.id, why: again.why },
    asksAgainAt: null,
    difference: null,
    round: null,
    picked: null,
  };
  const planned: Run = again.window || again.query ? { ...run, plan: planOf({ enginesFor }, run) } : run;
  await tx.insertRun(planned);
  return planned;
}

/** By the engine that answered before: two engines may see different things, and would differ for that alone. */
function planOf({ enginesFor }: Pick<Ports, "enginesFor">, run: Run): Run["plan"] {
  const { query, window, account, regions, plan } = run;
  const engine = enginesFor(account).find(({ name }) => name === plan?.engine);
  if (engine === undefined)
    throw new ConflictError(
      `${plan?.engine ?? "The engine"} is no longer configured for account ${account}. Put the question anew.`,
    );
  return engine.plan({ query, window, account, regions, askedBy: askedBy(run) });
}
