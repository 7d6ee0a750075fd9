import type { ActorRef } from "../domain/responder.ts";
import type { AuditEntry } from "../domain/timeline/audit.ts";
import type { Tx } from "../flows/ports.ts";
import { inBulk } from "./database/later.ts";
import { document, optionalText } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

export const auditWrites = (ask: Ask): Pick<Tx, "audit"> => ({
  audit: (entry, at) => addAudit(ask, entry, at),
});

/** An actor as it is kept: the roles of the moment are not part of the record. */
export const keptActor = (actor: ActorRef): ActorRef =>
  actor.kind === "system" ? { kind: "system" } : { kind: "responder", id: actor.id, name: actor.name };

export const addAudit = (ask: Ask, entry: AuditEntry, at: Date): Promise<void> =>
  keepAudit(ask, [auditRow(entry, at)]);

export const auditRow = (entry: AuditEntry, at: Date): unknown[] => [
  ...[at, document(keptActor(entry.actor)), entry.action, entry.outcome, entry.incidentId],
  optionalText(entry.detail),
];

export const keepAudit = inBulk(
  `insert into audit (at, actor, action, outcome, incident_id, detail)
   select * from unnest($1::timestamptz[], $2::json[], $3::text[], $4::text[], $5::text[], $6::text[])`,
);
