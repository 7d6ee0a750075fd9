import { createAccessLogArchive } from "../archive/access-log-archive.ts";
import { createAccessLogGroup } from "../aws/log-group/access-log-group.ts";
import type { FileSettings } from "../config.ts";
import { InputError } from "../domain/errors.ts";
import type { QueryEngineName } from "../domain/query/query.ts";
import type { Ports, QueryEngine } from "../flows/ports.ts";
import { engineBySource } from "./engine-by-source.ts";
import { type EngineParts, trailEngines } from "./trail-engines.ts";

/** The engines of each account, as the settings name them. */
export function createEngines(
  { accounts, accessLogs }: Pick<FileSettings, "accounts" | "accessLogs">,
  parts: EngineParts,
): Ports["enginesFor"] {
  const engines = new Map<string, QueryEngine[]>();
  for (const account of accounts) {
    const trail = trailEngines(account, parts);
    const logs = accessLogEngines(account, accessLogs, parts);
    const all: Record<QueryEngineName, QueryEngine | undefined> = {
      ...trail,
      "log-group": eitherSource("log-group", trail["log-group"], logs.group),
      archive: eitherSource("archive", trail.archive, logs.folder),
    };
    engines.set(
      account.id,
      Object.values(all).filter((engine) => engine !== undefined),
    );
  }
  return (account) => {
    const found = engines.get(account);
    if (found === undefined || found.length === 0)
      throw new InputError(
        `The account ${account} has nothing to ask. Add it under \`accounts\` in cairn.yml.`,
      );
    return found;
  };
}

function eitherSource(
  name: QueryEngineName,
  cloudtrail: QueryEngine | undefined,
  accessLog: QueryEngine | undefined,
): QueryEngine | undefined {
  if (!cloudtrail && !accessLog) return undefined;
  return engineBySource(name, {
    ...(cloudtrail && { cloudtrail }),
    ...(accessLog && { "access-log": accessLog }),
  });
}

/** A log in a folder and one in a log group are two logs: each engine says that the other's was not asked. */
function accessLogEngines(
  { id, regions: [home = ""] }: FileSettings["accounts"][number],
  accessLogs: FileSettings["accessLogs"],
  { now, ...aws }: EngineParts,
): { group?: QueryEngine; folder?: QueryEngine } {
  const ofAccount = accessLogs.filter(({ account }) => account === id);
  const groups = ofAccount.flatMap(({ logGroup, region = home, ...log }) =>
    logGroup === undefined ? [] : [{ ...log, region, group: logGroup }],
  );
  const folders = ofAccount.flatMap(({ folder, ...log }) =>
    folder === undefined ? [] : [{ ...log, folder }],
  );
  return {
    ...(groups.length > 0 && {
      group: createAccessLogGroup({
        ...aws,
        now,
        groups,
        notAsked: folders.map(({ folder }) => `the logs in ${folder} (engine archive)`),
      }),
    }),
    ...(folders.length > 0 && {
      folder: createAccessLogArchive({
        now,
        folders,
        notAsked: groups.map(({ group }) => `the log group ${group} (engine log-group)`),
      }),
    }),
  };
}
