import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { stolenKey } from "../../src/sandbox/scenarios/stolen-key.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

export const NOW = new Date("2026-11-20T12:00:00Z");
export const story = stolenKey({ now: NOW });

/** An account with the stolen-key story, without rate limits, whose time stands still unless a test moves it. */
export async function storyAccount(): Promise<Account & { pass: (milliseconds: number) => void }> {
  let now = NOW.getTime();
  const account = await startAccount({
    clock: () => new Date(now),
    accountId: story.accountId,
    records: story.records,
    lookupRatePerSecond: 10_000,
    filterRatePerSecond: 10_000,
  });
  return {
    ...account,
    pass(milliseconds) {
      now += milliseconds;
    },
  };
}

/** Settings for an SDK client; no retries, so that a test sees what the account answered. */
export function clientSettings(account: Account, region: string) {
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any" };
  return { region, endpoint: account.url, credentials, maxAttempts: 1 };
}
