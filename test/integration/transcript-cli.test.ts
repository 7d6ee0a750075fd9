import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runPageLinkCommand } from "../../src/cli/page-link.ts";
import { runTranscriptCommand } from "../../src/cli/transcript.ts";
import { rowsHash } from "../../src/domain/timeline/audit.ts";
import type { Store } from "../../src/flows/ports.ts";
import { addNote } from "../../src/flows/thread/add-note.ts";
import { keepMessage } from "../../src/flows/thread/keep-message.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createStore } from "../../src/store/store.ts";
import { lead } from "../fakes/world.ts";
import { quiet, useDatabase } from "./postgres.ts";
import { at, draft, run } from "./store-samples.ts";

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), "cairn-export-"));
let pool: pg.Pool;
let store: Store;
let number: number;

beforeAll(async () => {
  pool = await openPool({ databaseUrl: database.url, log: quiet, workers: 4 });
  store = createStore({ pool, newId: randomUUID, clock: () => at("03:00:00"), destinations: ["slack"] });
  process.env.DATABASE_URL = database.url;
  const incident = await store.transaction((tx) => tx.insertIncident(draft()));
  ({ number } = incident);
  const ports = { store, clock: () => at("02:50:00") };
  for (const text of ["One \\u0000 note.", "Two notes.", "Three."])
    await addNote(ports, { incidentId: incident.id, text, actor: lead });
  const [columns, rows] = [["userAgent", "count"], [{ count: 37, userAgent: "=1+1" }]];
  const asked = run(incident.id, { state: "done", rowCount: 1, rowsHash: rowsHash(columns, rows) });
  await store.transaction(async (tx) => {
    await tx.insertRun(asked);
    await tx.keepRows(asked.id, { columns, rows });
    await tx.saveShown(incident.id, "root", { channel: "C0INCIDENTS", ts: "1.1" });
  });
  const message = { channel: "C0INCIDENTS", ts: "1794624060.000200", threadTs: "1.1", at: at("02:45:00") };
  const author = { id: "U0ADA", name: "ada" };
  await keepMessage(ports, { message: { ...message, author, text: "Seen." }, versions: [{ text: "Seen." }] });
});
afterAll(async () => {
  delete process.env.DATABASE_URL;
  await pool.end();
});

async function cairn(...argv: string[]): Promise<{ code: number; said: string }> {
  let said = "";
  const code = await runTranscriptCommand(argv, { stdout: (text) => (said += text), stderr: () => {} });
  return { code, said };
}

test("every format comes out of the record, twice the same, and is verified without it", async () => {
  const file = (name: string) => join(folder, name);
  const zone = ["--zone", "Europe/Berlin"];
  for (const format of ["md", "json", "html", "csv", "rows"]) {
    const one = await cairn(`INC-${number}`, "--format", format, ...zone);
    expect(await cairn(`INC-${number}`, "--format", format, ...zone, "--out", file(format))).toMatchObject({
      code: 0,
      said: "",
    });
    expect(readFileSync(file(format), "utf8")).toBe(one.said);
  }
  expect(await cairn("verify", file("json"))).toMatchObject({ code: 0 });
  for (const format of ["md", "html", "csv", "rows"])
    expect(await cairn("verify", file(format), "--record", file("json"), ...zone)).toMatchObject({ code: 0 });
  expect(readFileSync(file("md"), "utf8")).toContain("wrote: `Seen.`");
  const { rows } = await pool.query(
    "select count(*)::int as n from audit where action = 'transcript.export'",
  );
  expect(rows[0].n).toBe(10);
});

test("what somebody changed in the database itself is told in the export, and found by its verifier", async () => {
  const client = await pool.connect();
  try {
    // As whoever owns the tables could.
    await client.query("alter table timeline disable trigger all");
    await client.query(
      `update timeline set body = '{"text":"Nothing."}' where action = 'note.add' and body::text like '%Two notes%'`,
    );
    await client.query("alter table timeline enable trigger all");
  } finally {
    client.release();
  }
  const file = join(folder, "tampered.json");
  await cairn(`INC-${number}`, "--format", "json", "--out", file);
  const { code, said } = await cairn("verify", file);
  expect(code).toBe(1);
  expect(said).toMatch(/- Entry \d+ \(note\.add, .*was changed: its hash does not fit/);
  expect(said.match(/^- /gm)).toHaveLength(1);
  expect((await cairn(`INC-${number}`)).said).toMatch(/The record does not hold: Entry \d+ was changed/);
});

test("without --zone times are in the zone of cairn.yml, and its pages have an address", async () => {
  const settings = join(folder, "cairn.yml");
  const base =
    'slack: { channel: C0INCIDENTS }\naccounts: [{ id: "111122223333", regions: [eu-central-1] }]\nzone: Europe/Berlin\n';
  writeFileSync(settings, `${base}web: { url: "https://cairn.example.com", clientId: "123.456" }\n`);
  process.env.CAIRN_CONFIG = settings;
  try {
    const local = await cairn(`INC-${number}`);
    expect(local).toEqual(await cairn(`INC-${number}`, "--zone", "Europe/Berlin"));
    expect(local.said).not.toBe((await cairn(`INC-${number}`, "--zone", "UTC")).said);
    let said = "";
    const context = { stdout: (text: string) => (said += text), stderr: () => {} };
    expect(await runPageLinkCommand([`INC-${number}`], context)).toBe(0);
    expect(said).toBe(`https://cairn.example.com/incidents/INC-${number}\n`);
    await expect(runPageLinkCommand(["INC-999999"], context)).rejects.toThrow("There is no INC-999999.");
  } finally {
    delete process.env.CAIRN_CONFIG;
  }
});

test("an incident that is not there, and a folder that is not, are told", async () => {
  await expect(cairn("INC-999999")).rejects.toThrow("There is no INC-999999.");
  await expect(cairn(`INC-${number}`, "--out", join(folder, "no", "such.md"))).rejects.toThrow(
    "could not be written",
  );
});
