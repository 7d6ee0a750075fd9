import { createAccessLogArchive } from "./archive/access-log-archive.ts";
import { createArchiveEngine } from "./archive/archive-engine.ts";
import { createAccessLogGroup } from "./aws/access-log-group.ts";
import type { AwsClients } from "./aws/clients.ts";
import { createEventHistory } from "./aws/event-history.ts";
import { createLogGroup } from "./aws/log-group.ts";
import type { FileSettings } from "./config.ts";
import { InputError } from "./domain/errors.ts";
import { engineBySource } from "./engine-by-source.ts";
import type { Ports, QueryEngine, TakeBudget } from "./flows/ports.ts";

interface EngineParts {
  clients: AwsClients;
  takeBudget: TakeBudget;
  now: () => Date;
}

/** The engines of each account, as the settings name them. */
export function createEngines(
  { accounts, accessLogs }: Pick<FileSettings, "accounts" | "accessLogs">,
  parts: EngineParts,
): Ports["enginesFor"] {
  const eventHistory = createEventHistory(parts);
  const engines = new Map<string, QueryEngine[]>();
  for (const account of accounts) {
    const { id, logGroups, archive } = account;
    const groups = logGroups.map(({ region, name }) => ({ account: id, region, group: name }));
    const logs = accessLogEngines(account, accessLogs, parts);
    const group = {
      ...(groups.length > 0 && { cloudtrail: createLogGroup({ ...parts, groups }) }),
      ...(logs.group && { "access-log": logs.group }),
    };
    const folder = {
      ...(archive !== undefined && { cloudtrail: createArchiveEngine({ folder: archive, now: parts.now }) }),
      ...(logs.folder && { "access-log": logs.folder }),
    };
    engines.set(id, [
      ...(account.eventHistory ? [eventHistory] : []),
      ...(Object.keys(group).length > 0 ? [engineBySource("log-group", group)] : []),
      ...(Object.keys(folder).length > 0 ? [engineBySource("archive", folder)] : []),
    ]);
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
