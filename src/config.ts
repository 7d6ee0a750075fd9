import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { z } from "zod";
import { faultsOfYaml } from "./config-faults.ts";
import { environmentForm, settingsForm } from "./config-form.ts";
import { InputError } from "./domain/errors.ts";

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
  const file = text === undefined ? { faults } : faultsOfYaml(text, path, settingsForm);
  if ("faults" in file) throw new ConfigError(file.faults);
  return absolute(file.value, dirname(path));
}

/** Reads the environment and `cairn.yml` (or the file in CAIRN_CONFIG). Throws one ConfigError with all faults. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const path = resolve(env.CAIRN_CONFIG ?? "cairn.yml");
  const faults: string[] = [];

  const environment = environmentForm.safeParse(withoutEmpty(env));
  if (!environment.success)
    faults.push(...environment.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));

  const text = readSettings(path, faults);
  const file = text === undefined ? undefined : faultsOfYaml(text, path, settingsForm);
  if (file && "faults" in file) faults.push(...file.faults);

  if (environment.success && file && "value" in file)
    faults.push(...missingTogether(file.value, environment.data, path));
  if (faults.length > 0 || !environment.success || file === undefined || "faults" in file)
    throw new ConfigError(faults);
  return { file: absolute(file.value, dirname(path)), environment: environment.data };
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

/** A variable that is set to nothing counts as not set. */
const withoutEmpty = (env: NodeJS.ProcessEnv): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));

/** What one of the two sources needs of the other. */
function missingTogether(file: FileSettings, env: EnvironmentSettings, path: string): string[] {
  const faults: string[] = [];
  if (file.slack.mode === "socket" && env.SLACK_APP_TOKEN === undefined)
    faults.push(
      "SLACK_APP_TOKEN: is needed for Socket Mode: the app-level token (xapp-…) with connections:write.",
    );
  if (file.slack.mode === "http" && env.SLACK_SIGNING_SECRET === undefined)
    faults.push(`SLACK_SIGNING_SECRET: is needed because ${path} sets slack.mode to http.`);
  if (file.intake.topics.length > 0 && env.CAIRN_HTTP_PORT === undefined && file.http.port === undefined)
    faults.push(`${path}: intake.topics needs http.port, where SNS can deliver to.`);
  const ids = file.accounts.map((account) => account.id);
  for (const id of new Set(ids.filter((each, index) => ids.indexOf(each) !== index)))
    faults.push(`${path}: accounts: ${id} is there twice. Keep one.`);
  for (const id of new Set(file.accessLogs.map(({ account }) => account)))
    if (!ids.includes(id)) faults.push(`${path}: accessLogs: ${id} is none of the accounts. Add it there.`);
  return faults;
}

function absolute(file: FileSettings, base: string): FileSettings {
  return {
    ...file,
    runbooks: file.runbooks === undefined ? undefined : resolve(base, file.runbooks),
    accessLogs: file.accessLogs.map((log) =>
      log.folder === undefined ? log : { ...log, folder: resolve(base, log.folder) },
    ),
    accounts: file.accounts.map((account) =>
      account.archive === undefined ? account : { ...account, archive: resolve(base, account.archive) },
    ),
  };
}
