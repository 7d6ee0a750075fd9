import type { Window } from "../domain/query/query.ts";
import type { Facts, FactValue, Reads, Tx } from "../flows/ports.ts";
import { document, reviveWindow, type Stored, storable } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

/** JSON knows neither times nor windows, so the kind is kept beside the value. */
type StoredFact =
  | { kind: "time"; value: string }
  | { kind: "window"; value: Stored<Window> }
  | { kind: "plain"; value: Exclude<FactValue, Date | Window> };

export const factReads = (ask: Ask): Pick<Reads, "facts"> => ({
  async facts(incidentId) {
    const { rows } = await ask<{ name: string; value: StoredFact; source: string }>(
      "select name, value, source from fact where incident_id = $1 order by name",
      [incidentId],
    );
    return Object.fromEntries(
      rows.map(({ name, value, source }) => [name, { value: revive(value), from: source }]),
    );
  },
});

export const factWrites = (ask: Ask): Pick<Tx, "setFacts"> => ({
  async setFacts(incidentId, facts: Facts) {
    for (const [name, { value, from }] of Object.entries(facts)) {
      await ask(
        `insert into fact (incident_id, name, value, source) values ($1, $2, $3, $4)
         on conflict (incident_id, name) do update set value = excluded.value, source = excluded.source`,
        [incidentId, storable(name), document(store(value)), storable(from)],
      );
    }
  },
});

function store(value: FactValue): { kind: StoredFact["kind"]; value: FactValue } {
  if (value instanceof Date) return { kind: "time", value };
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { kind: "window", value };
  return { kind: "plain", value };
}

function revive(stored: StoredFact): FactValue {
  if (stored.kind === "time") return new Date(stored.value);
  if (stored.kind === "window") return reviveWindow(stored.value);
  return stored.value;
}
