import { createArchiveEngine } from "./archive/archive-engine.ts";
import type { AwsClients } from "./aws/clients.ts";
import { createEventHistory } from "./aws/event-history.ts";
import { createLogGroup } from "./aws/log-group.ts";
import type { Config } from "./config.ts";
import { InputError } from "./domain/errors.ts";
import type { Ports, QueryEngine, TakeBudget } from "./flows/ports.ts";

/** The engines of each account, as the settings name them. */
export function createEngines(
  accounts: Config["file"]["accounts"],
  parts: { clients: AwsClients; takeBudget: TakeBudget; now: () => Date },
): Ports["enginesFor"] {
  const eventHistory = createEventHistory(parts);
  const engines = new Map<string, QueryEngine[]>();
  for (const { id, logGroups, archive, eventHistory: mayAskHistory } of accounts) {
    const groups = logGroups.map(({ region, name }) => ({ account: id, region, group: name }));
    engines.set(id, [
      ...(mayAskHistory ? [eventHistory] : []),
      ...(groups.length > 0 ? [createLogGroup({ ...parts, groups })] : []),
      ...(archive === undefined ? [] : [createArchiveEngine({ folder: archive, now: parts.now })]),
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
