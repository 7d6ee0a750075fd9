import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { KeptRows, Reads, Tx } from "../flows/ports.ts";
import type { Ask } from "./database/transaction.ts";

export const rowsReads = (ask: Ask): Pick<Reads, "rows"> => ({
  async rows(runId) {
    const { rows } = await ask<{ body: Buffer }>("select body from run_rows where run_id = $1", [runId]);
    if (!rows[0]) return undefined;
    const text = (await promisify(gunzip)(rows[0].body)).toString("utf8");
    return JSON.parse(text) as KeptRows;
  },
});

export const rowsWrites = (ask: Ask): Pick<Tx, "keepRows"> => ({
  async keepRows(runId, { columns, rows, evidence, rowsBeforeLimit, shape }) {
    const body = await promisify(gzip)(JSON.stringify({ columns, rows, evidence, rowsBeforeLimit, shape }));
    await ask(
      `insert into run_rows (run_id, body) values ($1, $2)
       on conflict (run_id) do update set body = excluded.body`,
      [runId, body],
    );
  },
});
