import type { LogGroup, LogGroups } from "../logs/log-groups.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import type { ParsedQuery } from "./parse-query.ts";

interface Wish {
  logGroupName?: string | null;
  logGroupNames?: string[] | null;
  logGroupIdentifiers?: string[] | null;
  source?: ParsedQuery["source"];
}

const MOST = 50;

/** Groups are named in exactly one way: by one of the three members, or by the query's own SOURCE. */
export function groupsToSearch(
  { accountId }: World,
  groups: LogGroups,
  region: string,
  { logGroupName, logGroupNames, logGroupIdentifiers, source }: Wish,
): LogGroup[] {
  const ways = [logGroupName, logGroupNames, logGroupIdentifiers, source].filter((way) => way != null);
  if (ways.length !== 1) {
    throw invalid(
      "Exactly one of logGroupName, logGroupNames, logGroupIdentifiers and a SOURCE command must be specified.",
    );
  }
  const names = logGroupNames ?? logGroupIdentifiers ?? source?.names ?? [logGroupName ?? ""];
  const star = logGroupIdentifiers?.find((name) => name.endsWith("*"));
  if (star !== undefined) throw invalid(`A log group identifier must not end with *: ${star}`);
  const named = names.map((name) => {
    const group = groups.find(region, name);
    if (group !== undefined) return group;
    throw new AwsError(
      "ResourceNotFoundException",
      `Log group '${name}' does not exist for account ID '${accountId}' (Service: AWSLogs; Status Code: 400; Error Code: ResourceNotFoundException)`,
    );
  });
  const prefixed = groups
    .list(region)
    .filter(({ name }) => source?.prefixes.some((prefix) => name.startsWith(prefix)));
  const found = [...named, ...prefixed];
  if (found.length > MOST || names.length > MOST)
    throw invalid(`A query searches at most ${MOST} log groups.`);
  return found;
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
