import { ConflictError } from "../domain/errors.ts";
import type { Incident } from "../domain/incident/incident.ts";
import { chainStart } from "../domain/timeline/audit.ts";
import type { IncidentDraft, Reads, Tx } from "../flows/ports.ts";
import { isUniqueViolation } from "./database/database-error.ts";
import type { GroupLocks } from "./database/group-locks.ts";
import { type IncidentLock, incidentGone } from "./database/incident-lock.ts";
import type { Later, Write } from "./database/later.ts";
import { fingerprint } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";
import {
  type IncidentRow,
  incidentColumns,
  incidentOf,
  incidentPlaces,
  valuesOfIncident,
} from "./incident-row.ts";

type IncidentReads = Pick<
  Reads,
  "incident" | "incidentByNumber" | "incidentByThread" | "incidents" | "incidentsOf"
>;

export const incidentReads = (ask: Ask): IncidentReads => {
  const find = async (sql: string, values: unknown[]): Promise<Incident[]> =>
    (await ask<IncidentRow>(`select incident.* from incident ${sql}`, values)).rows.map(incidentOf);
  return {
    incident: async (id) => (await find("where id = $1", [id]))[0],
    incidentByNumber: async (number) =>
      Number.isInteger(number) && number > 0 && number < 2 ** 31
        ? (await find("where number = $1", [number]))[0]
        : undefined,
    incidentByThread: async (channel, threadTs) =>
      (
        await find(
          "join shown on incident_id = id where key = 'root' and shown.channel = $1 and ts = $2 order by number desc limit 1",
          [channel, threadTs],
        )
      )[0],
    incidentsOf: (personId, limit, also) =>
      find(
        `where incident.state <> 'resolved' and (
           commander->>'id' = $1 or acknowledged_by->>'id' = $1 or opened_by->>'id' = $1
           or exists (select 1 from run where run.incident_id = incident.id and requested_by->>'id' = $1)
           or exists (select 1 from step s where s.incident_id = incident.id and s.claimed->'by'->>'id' = $1)
           or exists (select 1 from asked a where a.incident_id = incident.id and a.person_id = $1)
           or $3 and exists (select 1 from approval p where p.incident_id = incident.id
                        and (p.state = 'asked' or p.broken_because is not null and p.reviewed_by is null)))
         order by number desc limit $2`,
        [personId, limit, also === "approvals"],
      ),
    incidents: ({ channel, state = "any", limit = 100 }) =>
      find(
        `where ($1::text is null or channel = $1) and ($2 = 'any' or state <> 'resolved')
         order by number desc limit $3`,
        [channel ?? null, state, limit],
      ),
  };
};

type IncidentWrites = Pick<
  Tx,
  | "lockGroup"
  | "incidentOfGroup"
  | "stormOf"
  | "insertIncident"
  | "lockIncident"
  | "saveIncident"
  | "snoozedIncidents"
>;

export const incidentWrites = (later: Later, lock: IncidentLock, groups: GroupLocks): IncidentWrites => {
  const { ask } = later;
  /** Those that are locked, as they are now. */
  const ours = new Map<string, Incident>();
  const take = (row: IncidentRow | undefined): Incident | undefined => {
    if (!row) return undefined;
    lock.taken(row.id, row);
    const incident = incidentOf(row);
    ours.set(row.id, incident);
    return incident;
  };
  return {
    lockGroup: (name) => groups.take([name]),

    async incidentOfGroup(groupKey, state) {
      // There is one open incident of a group at most.
      const open = [...ours.values()].find((each) => each.groupKey === groupKey && each.state !== "resolved");
      if (open && state === "open") return open;
      const { rows } = await ask<IncidentRow>(
        `select * from incident where group_hash = $1 and ($2 = 'any' or state <> 'resolved')
          order by number desc limit 1 for no key update`,
        [fingerprint(groupKey), state],
      );
      return take(rows[0]);
    },

    async stormOf(alarmKey) {
      const { rows } = await ask<IncidentRow>(
        `select i.* from incident_alarm a join incident i on i.id = a.incident_id
          where a.alarm_hash = $1 and i.storm and i.state <> 'resolved' limit 1 for no key update of i`,
        [fingerprint(alarmKey)],
      );
      return take(rows[0]);
    },

    async insertIncident(draft) {
      const incident = take(await insert(ask, draft).catch(sayWhichGroup));
      if (!incident) throw new Error(`Incident ${draft.id} was not inserted.`);
      return incident;
    },

    async lockIncident(id) {
      const { rows } = await ask<IncidentRow>("select * from incident where id = $1 for no key update", [id]);
      const incident = take(rows[0]);
      if (!incident) throw incidentGone();
      return incident;
    },

    async snoozedIncidents(now) {
      const { rows } = await ask<IncidentRow>(
        `select * from incident where snoozed is not null and (snoozed->>'until')::timestamptz <= $1
          order by number limit 100`,
        [now],
      );
      return rows.map(incidentOf);
    },

    async saveIncident(incident) {
      // A copy read without the lock could undo what somebody else has just decided.
      if (!lock.has(incident.id)) throw new Error(`Incident ${incident.id} is saved without its lock.`);
      ours.set(incident.id, incident);
      later.put(save, incident.id, valuesOfIncident(incident));
    },
  };
};

/** What is known of the channel, the seventh value. */
const isPrivate = (otherwise: string): string =>
  `coalesce((select c.private from channel c where c.id = $7), ${otherwise})`;

const save: Write = async (ask, rows) => {
  for (const row of rows) {
    const { count } = await ask(
      `update incident set (${incidentColumns}) = (${incidentPlaces}), version = version + 1,
              private = ${isPrivate("private")} where id = $1`,
      row,
    ).catch(sayWhichGroup);
    if (count !== 1) throw incidentGone();
  }
};

async function insert(ask: Ask, draft: IncidentDraft): Promise<IncidentRow | undefined> {
  const { rows } = await ask<IncidentRow>(
    `insert into incident (${incidentColumns}, private, chain_hash)
     values (${incidentPlaces}, ${isPrivate("false")}, $23) returning *`,
    [...valuesOfIncident(draft), chainStart],
  );
  return rows[0];
}

function sayWhichGroup(error: unknown): never {
  if (isUniqueViolation(error))
    throw new ConflictError(
      "Another incident of the same alarm is open. Work on that one, or resolve it first.",
    );
  throw error;
}
