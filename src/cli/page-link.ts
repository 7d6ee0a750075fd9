import { existsSync } from "node:fs";
import { join } from "node:path";
import { readSettingsFile } from "../config.ts";
import { InputError } from "../domain/errors.ts";
import { parseShortId } from "../domain/incident/incident.ts";
import { pageAddress, pagePath } from "../domain/incident/page-path.ts";
import type { Store } from "../flows/ports.ts";
import { createSecrets } from "../http/sign-in/secrets.ts";
import { pageLinks } from "../parts/page-links.ts";
import { createSessions } from "../store/sessions.ts";
import { type Command, readArguments } from "./command.ts";
import { type DemoPages, demoClock, runningDemoPages } from "./demo/demo-pages.ts";
import { withRecord } from "./record.ts";

const usage = `cairn page-link INC-42
  prints the address of an incident's page: web.url of cairn.yml, where people sign in with Slack; without a cairn.yml
  it is the demo that runs in this folder, and the address signs a lead in, once, within a quarter of an hour

  --demo   the demo's, though there is a cairn.yml

The record is DATABASE_URL's, else that of the Cairn that runs in this folder.
`;

/** `cairn page-link`. */
export const runPageLinkCommand: Command = async (argv, { stdout }) => {
  const options = { demo: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
  const { values, positionals } = readArguments({ args: argv, allowPositionals: true, options }, usage);
  if (values.help) {
    stdout(usage);
    return 0;
  }
  const number = parseShortId(positionals[0] ?? "");
  if (number === undefined || positionals.length > 1) throw new InputError(usage);
  const { env } = process;
  const address =
    !values.demo && (env.CAIRN_CONFIG !== undefined || existsSync("cairn.yml"))
      ? await inSettings(env, number)
      : await inDemo(env, number);
  stdout(`${address}\n`);
  return 0;
};

async function inSettings(env: NodeJS.ProcessEnv, number: number): Promise<string> {
  const url = readSettingsFile(env).web?.url;
  if (url === undefined)
    throw new InputError(
      `${env.CAIRN_CONFIG ?? "cairn.yml"} sets up no pages: write web with url and clientId there, and http.port, as README.md shows. "cairn transcript INC-${number} --format html" brings the same as a file.`,
    );
  return withRecord(env, async (store) => {
    await requireIncident(store, number);
    return pageAddress(url, { number }) ?? url;
  });
}

async function inDemo(env: NodeJS.ProcessEnv, number: number): Promise<string> {
  const demo = runningDemoPages(join(env.CAIRN_FOLDER || ".cairn", "demo"));
  if (demo === undefined)
    throw new InputError(
      'There are no pages: no demo runs in this folder, and there is no cairn.yml with web. Start the demo with "npm run demo", or name the settings in CAIRN_CONFIG.',
    );
  return withRecord({ DATABASE_URL: demo.databaseUrl }, async (store, pool) => {
    await requireIncident(store, number);
    return linkOf(demo, createSessions(pool))(demo.personId, pagePath({ number }));
  });
}

const linkOf = (demo: DemoPages, sessions: ReturnType<typeof createSessions>) =>
  pageLinks({
    sessions,
    secrets: createSecrets(demo.sessionKey),
    clock: demoClock(demo),
    origin: demo.origin,
  });

async function requireIncident(store: Pick<Store, "incidentByNumber">, number: number): Promise<void> {
  if ((await store.incidentByNumber(number)) === undefined)
    throw new InputError(`There is no INC-${number}.`);
}
