import { InputError } from "../../domain/errors.ts";
import type { QueryRequest } from "../../flows/ports.ts";
import { partitionOf } from "../athena/partition.ts";

/** Where an account's trail writes. A trail of all Regions has one group, in its home Region. */
export interface TrailLogGroup {
  account: string;
  region: string;
  /** Name, or ARN for a group of a linked account. */
  group: string;
}

/** The account's groups in the Regions asked for, or all of them when none lies there: a trail may write to one Region. */
export function groupsFor(
  { account, regions }: QueryRequest,
  configured: TrailLogGroup[],
): { groups: TrailLogGroup[]; notes: string[] } {
  const ofAccount = configured.filter((group) => group.account === account);
  if (ofAccount.length === 0) {
    throw new InputError(
      `No log group is set for account ${account}. Name the one its trail writes to in cairn.yml; newer accounts write to aws/cloudtrail/managementevents.`,
    );
  }
  const asked = ofAccount.filter(({ region }) => regions.includes(region));
  const groups = asked.length > 0 ? asked : ofAccount;
  const elsewhere = regions.filter((region) => !groups.some((group) => group.region === region));
  const homes = [...new Set(groups.map(({ region }) => region))].join(", ");
  const note = `${elsewhere.join(", ")}: no log group of its own; calls there are found if the trail in ${homes} records all Regions.`;
  return { groups, notes: elsewhere.length > 0 ? [note] : [] };
}

/** As an IAM policy names it. */
export function groupArn(account: string, region: string, group: string): string {
  return group.startsWith("arn:")
    ? `${group.replace(/:\*$/, "")}:*`
    : `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${group}:*`;
}
