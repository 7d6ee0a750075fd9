/** `member` is anybody in the incident's channel; the others are given by the settings. */
export type Role = "member" | "responder" | "lead" | "admin";

/** Who acts: a person of the workspace, or Cairn itself. */
export type Actor =
  | {
      kind: "responder";
      id: string;
      name: string;
      roles: readonly Role[];
      /** Private channels (ids) they are in; absent when in none that Cairn writes to. */
      privateChannels?: readonly string[];
    }
  | { kind: "system" };

/** An actor as it is kept in the record. */
export type ActorRef = { kind: "responder"; id: string; name: string } | { kind: "system" };

export const system: Actor = { kind: "system" };

export function actorRef(actor: Actor): ActorRef {
  return actor.kind === "system" ? { kind: "system" } : { kind: "responder", id: actor.id, name: actor.name };
}

export function actorName(actor: ActorRef): string {
  return actor.kind === "system" ? "Cairn" : actor.name;
}
