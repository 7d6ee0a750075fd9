import type { ActorRef } from "../responder.ts";
import { byText, sorted } from "./order.ts";

export const personOf = ({ id, name }: { id: string; name: string }) => ({ id, name });

export const actorOf = (actor: ActorRef) =>
  actor.kind === "system" ? { kind: "system" as const } : { kind: "responder" as const, ...personOf(actor) };

/** Somebody who changed their name is there with the name that sorts first: ids are what counts. */
export function peopleOf(actors: readonly (ActorRef | null)[]): { id: string; name: string }[] {
  const named = new Map<string, string>();
  for (const actor of actors) {
    if (actor?.kind !== "responder") continue;
    const { id, name } = actor;
    const before = named.get(id);
    if (before === undefined || byText(name, before) < 0) named.set(id, name);
  }
  return sorted([...named], ([a], [b]) => byText(a, b)).map(([id, name]) => ({ id, name }));
}
