import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { canaries } from "../trail.ts";
import type { World } from "../world.ts";
import { rows } from "./rows.ts";

/** I8: no planted secret, and none of the bot's own, in any message, log line, row, job or kept answer. */
export async function aboutSecrets(world: World): Promise<string[]> {
  const secrets: [what: string, secret: string][] = [
    ...canaries.map((secret): [string, string] => ["a planted secret", secret]),
    ["the bot's token", world.workspace.botToken],
    ["the app's token", world.workspace.appToken],
    ["the intake's key", world.intakeKey],
  ];
  const faults: string[] = [];
  const look = (where: string, text: string) => {
    for (const [what, secret] of secrets)
      if (text.includes(secret)) faults.push(`I8: ${what} is in ${where}`);
  };
  look("Slack", JSON.stringify(world.workspace.report().messages));
  for (const { name, output } of world.children) look(`the log of ${name}`, output());
  const tables = await rows<{ name: string }>(
    world,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname in ('cairn', 'cairn_queue') and tablename not in ('run_rows', 'inbox')`,
  );
  for (const { name } of tables)
    for (const { text } of await rows<{ text: string }>(
      world,
      `select string_agg(t::text, E'\\n') as text from (select row_number() over () as n, t.* from ${name} t) t
        group by n / 5000`,
    ))
      look(name, text ?? "");
  for (const { body } of await rows<{ body: Buffer }>(world, "select body from run_rows"))
    look("the rows of an answer", (await promisify(gunzip)(body)).toString("utf8"));
  if (world.lines.redis) look("Redis", (await world.redis?.contents()) ?? "");
  return [...new Set(faults)].slice(0, 5);
}
