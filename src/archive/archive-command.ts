import type { Query, Window } from "../domain/query/query.ts";
import { queryYaml } from "../domain/query/query-yaml.ts";
import { filesByHand } from "./files-by-hand.ts";

/** The same question for a terminal. */
export function archiveCommand(asked: {
  folder: string;
  query: Query;
  window: Window;
  account: string;
  regions: readonly string[];
  /** Of access logs. */
  format?: string;
  trustedProxies?: readonly string[];
}): string {
  const { folder, query, window, account, regions, format, trustedProxies = [] } = asked;
  const words = [
    "cairn query",
    `--archive ${quoted(folder)}`,
    ...(account === "" ? [] : [`--account ${quoted(account)}`]),
    ...regions.map((region) => `--region ${quoted(region)}`),
    ...(format === undefined ? [] : [`--format ${format}`]),
    ...trustedProxies.map((network) => `--trusted-proxy ${quoted(network)}`),
    `--from ${window.from.toISOString()}`,
    `--to ${window.to.toISOString()}`,
    "--file -",
  ];
  const own = `${words.join(" ")} <<'QUERY'\n${queryYaml(query)}QUERY`;
  return query.from === "cloudtrail" ? `${own}\n: 'or without Cairn:'\n${filesByHand(asked)}` : own;
}

function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
