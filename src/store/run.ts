import type { Reads, Tx } from "../flows/ports.ts";
import type { IncidentLock } from "./database/incident-lock.ts";
import { news } from "./database/news.ts";
import { document } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";
import { type RunRow, runColumns, runOf, runPlaces, runValues, valuesOfRun } from "./run-row.ts";

export const runReads = (
  ask: Ask,
): Pick<Reads, "run" | "runs" | "runAfter" | "waitingFor" | "unfinishedRuns"> => ({
  async run(id) {
    const { rows } = await ask<RunRow>("select * from run where id = $1", [id]);
    return rows[0] && runOf(rows[0]);
  },

  async runs(incidentId) {
    const { rows } = await ask<RunRow>("select * from run where incident_id = $1 order by added", [
      incidentId,
    ]);
    return rows.map(runOf);
  },

  async runAfter(id) {
    const { rows } = await ask<RunRow>(
      "select * from run where previous_run = $1 order by added desc limit 1",
      [id],
    );
    return rows[0] && runOf(rows[0]);
  },

  async waitingFor(runId) {
    const { rows } = await ask<RunRow>(
      "select * from run where shared_run = $1 and state = 'queued' order by added limit 100",
      [runId],
    );
    return rows.map(runOf);
  },

  async unfinishedRuns() {
    const { rows } = await ask<RunRow>(
      "select * from run where state in ('queued', 'running') order by queued_at, added limit 1000",
    );
    return rows.map(runOf);
  },
});

/** Whose answer it takes has not come to an end. */
const waitsForAnother = `exists (
  select 1 from run asked where asked.id = run.shared_run and asked.state in ('queued', 'running'))`;

type RunWrites = Pick<
  Tx,
  | "insertRun"
  | "runsAsked"
  | "saveRun"
  | "claimRun"
  | "idleRuns"
  | "renewRun"
  | "runsAskingTheSame"
  | "showQueued"
  | "runsToAskAgain"
  | "setAsksAgain"
  | "shareRuns"
  | "savePick"
>;

export const runWrites = (ask: Ask, lock: IncidentLock, clock: () => Date): RunWrites => ({
  async runsAsked(title, account, since) {
    const { rows } = await ask<{ count: number }>(
      `select count(*)::integer as count from run
        where step_id is null and account = $2 and requested_at > $3 and title = $1`,
      [title, account, since],
    );
    return rows[0]?.count ?? 0;
  },

  async insertRun(run) {
    await lock.take(run.incidentId);
    await ask(`insert into run (${runColumns}, quiet_for) values (${runPlaces}, $${runValues + 1})`, [
      ...valuesOfRun(run),
      document(run.quietFor),
    ]);
  },

  async shareRuns(firstRunId) {
    await ask("update run set quiet_for = null where id = $1 or first_run = $1", [firstRunId]);
  },

  async savePick(runId, picked) {
    await ask("update run set picked = $2 where id = $1", [runId, document(picked)]);
  },

  async saveRun(run) {
    await lock.take(run.incidentId);
    const { count } = await ask(
      `update run set (${runColumns}) = (${runPlaces}),
              queued_at = case when $5 = 'queued' and state <> 'queued' then clock_timestamp() else queued_at end,
              lease_until = case when $5 = 'running' then lease_until end
        where id = $1 and attempt = $6 and state in ('queued', 'running')`,
      valuesOfRun(run),
    );
    // Whoever works on it stops at once.
    if (count === 1 && run.state === "cancelled") await news(ask, "cancel");
    return count === 1;
  },

  async runsAskingTheSame(questionKey, endedSince) {
    // One at a time, so that of two who ask at once the second finds the first.
    await ask("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`question ${questionKey}`]);
    const { rows } = await ask<RunRow>(
      `select * from run
        where question_key = $1 and shared_run is null
          and (state in ('queued', 'running') or (state = 'done' and ended_at >= $2))
        order by added desc limit 20`,
      [questionKey, endedSince],
    );
    return rows.map(runOf);
  },

  async showQueued(run, { place, progress }) {
    await lock.take(run.incidentId);
    const { count } = await ask(
      "update run set place = $2, progress = $3 where id = $1 and state = 'queued'",
      [run.id, document(place), document(progress)],
    );
    return count === 1;
  },

  async claimRun(id, leaseMs) {
    const { rows: known } = await ask<{ incident_id: string }>("select incident_id from run where id = $1", [
      id,
    ]);
    if (!known[0]) return undefined;
    await lock.take(known[0].incident_id);
    // clock_timestamp(), not now(): a claim that waited for a lock shall not get a lease that is half over.
    const { rows } = await ask<RunRow>(
      `update run set state = 'running', attempt = attempt + 1, progress = null, place = null, started_at = $3,
              lease_until = clock_timestamp() + $2::float8 * interval '1 ms'
        where id = $1 and (state = 'queued' or (state = 'running' and lease_until < clock_timestamp()))
          and not ${waitsForAnother}
       returning *`,
      [id, leaseMs, clock()],
    );
    return rows[0] && runOf(rows[0]);
  },

  async idleRuns(queuedForMs) {
    const { rows } = await ask<RunRow>(
      `select * from run
        where (state = 'queued' and queued_at < clock_timestamp() - $1::float8 * interval '1 ms'
               and not ${waitsForAnother})
           or (state = 'running' and lease_until < clock_timestamp())
        order by added limit 1000`,
      [queuedForMs],
    );
    return rows.map(runOf);
  },

  async runsToAskAgain(now) {
    const { rows } = await ask<RunRow>(
      `select run.* from run join incident on incident.id = incident_id
        where asks_again_at <= $1 and run.state = 'done' and incident.state <> 'resolved'
        order by asks_again_at limit 100`,
      [now],
    );
    return rows.map(runOf);
  },

  async setAsksAgain(runId, at) {
    await ask("update run set asks_again_at = $2 where id = $1", [runId, at]);
  },

  async renewRun(run, leaseMs) {
    await lock.take(run.incidentId);
    const { count } = await ask(
      `update run set lease_until = clock_timestamp() + $3::float8 * interval '1 ms', progress = $4
        where id = $1 and attempt = $2 and state = 'running'`,
      [run.id, run.attempt, leaseMs, document(run.progress)],
    );
    return count === 1;
  },
});
