import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { z } from "zod";
import { isInBucket } from "./aws/bucket-url.ts";
import { type ReadYaml, readYaml } from "./config/faults.ts";
import { environmentForm, settingsForm } from "./config/form.ts";
import { referenceFaults } from "./config/references.ts";
import { zoneName } from "./config/zone.ts";
import { InputError } from "./domain/errors.ts";
import { runbookFiles, shippedRunbooks } from "./runbook-folder.ts";

export type FileSettings = z.output<typeof settingsForm>;
export type EnvironmentSettings = z.output<typeof environmentForm>;

/** Everything that is set from outside: `cairn.yml` and the environment, checked. Folders are absolute. */
export interface Config {
  file: FileSettings;
  environment: EnvironmentSettings;
}

/** All that is wrong with the settings, each with its place; nothing is started. */
export class ConfigError extends InputError {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The settings have ${faults.length === 1 ? "a fault" : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join("\n")}`,
    );
    this.faults = faults;
  }
}

/** Reads `cairn.yml` (or the file in CAIRN_CONFIG) alone, for commands that need no secrets. Throws ConfigError. */
export function readSettingsFile(env: NodeJS.ProcessEnv): FileSettings {
  const path = resolve(env.CAIRN_CONFIG ?? "cairn.yml");
  const faults: string[] = [];
  const text = readSettings(path, faults);
  const read = text === undefined ? undefined : readYaml(text, path, settingsForm);
  if (read?.value === undefined) throw new ConfigError([...faults, ...(read?.faults ?? [])]);
  return absolute(read.value, dirname(path));
}

/** The zone alone, whatever else is wrong with the file; UTC where there is no `cairn.yml`. Throws ConfigError. */
export function readZone(env: NodeJS.ProcessEnv): string {
  const path = resolve(env.CAIRN_CONFIG ?? "cairn.yml");
  if (env.CAIRN_CONFIG === undefined && !existsSync(path)) return "UTC";
  const faults: string[] = [];
  const text = readSettings(path, faults);
  const form = z.looseObject({ zone: zoneName.default("UTC") });
  const read = text === undefined ? undefined : readYaml(text, path, form);
  if (read?.value === undefined) throw new ConfigError([...faults, ...(read?.faults ?? [])]);
  return read.value.zone;
}

/** `cairn.yml` as `cairn config` looks at it: all that is wrong with it, without the environment's secrets. */
export interface CheckedSettings {
  path: string;
  /** Absent when its form is wrong; folders are absolute. */
  file?: FileSettings;
  faults: string[];
  /** `file:line: where`. */
  place: (path: readonly PropertyKey[]) => string;
}

export function checkSettingsFile(env: NodeJS.ProcessEnv): CheckedSettings {
  const path = resolve(env.CAIRN_CONFIG ?? "cairn.yml");
  const faults: string[] = [];
  const text = readSettings(path, faults);
  const read = text === undefined ? undefined : readYaml(text, path, settingsForm);
  if (read === undefined) return { path, faults, place: () => path };
  faults.push(...read.faults, ...wrongNames(read, path));
  if (read.value === undefined) return { path, faults, place: read.place };
  const file = absolute(read.value, dirname(path));
  faults.push(...unknownAccounts(file, path), ...notThere(file, read.place));
  return { path, file, faults, place: read.place };
}

/** Reads the environment and `cairn.yml` (or the file in CAIRN_CONFIG). Throws one ConfigError with all faults. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const path = resolve(env.CAIRN_CONFIG ?? "cairn.yml");
  const faults: string[] = [];

  const variables = withoutEmpty(env);
  const environment = environmentForm.safeParse(variables);
  if (!environment.success)
    faults.push(...environment.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));

  const text = readSettings(path, faults);
  const read = text === undefined ? undefined : readYaml(text, path, settingsForm);
  faults.push(...(read ? [...read.faults, ...wrongNames(read, path)] : []));
  faults.push(...missingSecret(read?.raw, variables, path));
  if (read?.value === undefined) throw new ConfigError(faults);

  const file = absolute(read.value, dirname(path));
  faults.push(...missingTogether(file, variables, path), ...notThere(file, read.place));
  if (faults.length > 0 || !environment.success) throw new ConfigError(faults);
  return { file, environment: environment.data };
}

function readSettings(path: string, faults: string[]): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    faults.push(
      `${path}: cannot be read (${why}). Write one as README.md shows, or name it in CAIRN_CONFIG.`,
    );
    return undefined;
  }
}

type Variables = Record<string, string | undefined>;

/** A variable that is set to nothing counts as not set. */
const withoutEmpty = (env: NodeJS.ProcessEnv): Variables =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));

/** The secret that the way to Slack needs; told whatever else is wrong with the file. */
function missingSecret(raw: unknown, env: Variables, path: string): string[] {
  const { data } = z.object({ slack: z.object({ mode: z.string() }) }).safeParse(raw);
  if (data?.slack.mode === "http")
    return env.SLACK_SIGNING_SECRET === undefined
      ? [`SLACK_SIGNING_SECRET: is needed because ${path} sets slack.mode to http.`]
      : [];
  if (env.SLACK_APP_TOKEN !== undefined) return [];
  return ["SLACK_APP_TOKEN: is needed for Socket Mode: the app-level token (xapp-…) with connections:write."];
}

/** What one of the two sources, or one part of the file, needs of the other. */
function missingTogether(file: FileSettings, env: Variables, path: string): string[] {
  const faults: string[] = [];
  if (file.intake.topics.length > 0 && env.CAIRN_HTTP_PORT === undefined && file.http.port === undefined)
    faults.push(`${path}: intake.topics needs http.port, where SNS can deliver to.`);
  if (file.web !== undefined) {
    if (env.CAIRN_HTTP_PORT === undefined && file.http.port === undefined)
      faults.push(`${path}: web needs http.port, where the pages are served.`);
    if (file.web.clientId === undefined)
      faults.push(`${path}: web needs clientId: the Slack app's client id (Basic Information).`);
    if (env.SLACK_CLIENT_SECRET === undefined)
      faults.push("SLACK_CLIENT_SECRET: is needed because web is set: the Slack app's client secret.");
    if (env.CAIRN_SESSION_KEY === undefined)
      faults.push("CAIRN_SESSION_KEY: is needed because web is set: 32 random characters or more.");
  }
  return [...faults, ...unknownAccounts(file, path)];
}

function unknownAccounts(file: FileSettings, path: string): string[] {
  const ids = file.accounts.map((account) => account.id);
  return [...new Set(file.accessLogs.map(({ account }) => account))]
    .filter((id) => !ids.includes(id))
    .map((id) => `${path}: accessLogs: ${id} is none of the accounts. Add it there.`);
}

/** What routes and ladders name and is not there; told whatever else is wrong with the file. */
function wrongNames({ raw, place }: Pick<ReadYaml<unknown>, "raw" | "place">, path: string): string[] {
  const { data } = z.looseObject({ runbooks: z.string() }).safeParse(raw);
  const folder = data === undefined ? shippedRunbooks : resolve(dirname(path), data.runbooks);
  // A broken one counts: it is told on its own, and the others work.
  const ids = isFolder(folder) ? runbookFiles(folder).map((name) => basename(name, ".md")) : undefined;
  return referenceFaults(raw, ids ? { runbooks: { ids, folder } } : {}).map(
    ({ at, message }) => `${place(at)} ${message}`,
  );
}

const isFolder = (folder: string): boolean =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Folders that the file names and that are not there. */
function notThere(file: FileSettings, place: (path: readonly PropertyKey[]) => string): string[] {
  const folders: (readonly [readonly PropertyKey[], string | undefined])[] = [
    [["runbooks"], file.runbooks],
    ...file.accounts.map(({ archive }, index) => [["accounts", index, "archive"], archive] as const),
    ...file.accessLogs.map(({ folder }, index) => [["accessLogs", index, "folder"], folder] as const),
  ];
  return folders.flatMap(([path, folder]) =>
    folder === undefined || isInBucket(folder) || isFolder(folder)
      ? []
      : [`${place(path)} ${folder} is no folder that is there`],
  );
}

function absolute(file: FileSettings, base: string): FileSettings {
  return {
    ...file,
    runbooks: file.runbooks === undefined ? undefined : resolve(base, file.runbooks),
    accessLogs: file.accessLogs.map((log) =>
      log.folder === undefined ? log : { ...log, folder: resolve(base, log.folder) },
    ),
    accounts: file.accounts.map((account) =>
      account.archive === undefined || isInBucket(account.archive)
        ? account
        : { ...account, archive: resolve(base, account.archive) },
    ),
  };
}
