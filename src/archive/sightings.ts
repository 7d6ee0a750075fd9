import { type TrailRecord, textAt } from "../domain/query/record.ts";

const maxNames = 1_000;

/** Which accounts and Regions the records came from, for an answer that was asked of all. */
export function startSightings() {
  const accounts = new Set<string>();
  const regions = new Set<string>();
  return {
    add(record: TrailRecord): void {
      const account = textAt(record, "recipientAccountId");
      const region = textAt(record, "awsRegion");
      if (account !== undefined && accounts.size < maxNames) accounts.add(account);
      if (region !== undefined && regions.size < maxNames) regions.add(region);
    },
    accounts: () => [...accounts].sort(),
    regions: () => [...regions].sort(),
  };
}
