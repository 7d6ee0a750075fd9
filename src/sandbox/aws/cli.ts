import { stolenKey } from "../scenarios/stolen-key.ts";
import { type Account, startAccount } from "./index.ts";

/**
 * What `cairn sandbox aws [--port N] [--trail DIR]` does: starts an account, says how to connect, and gives it back
 * running. Without a trail it plays the stolen-key story as of now.
 */
export async function runAwsSandbox(
  options: { port?: number; trail?: string; stateFile?: string },
  print: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Promise<Account> {
  const port = options.port ?? 4566;
  const { trail, stateFile } = options;
  const story = trail === undefined ? stolenKey({ now: new Date() }) : undefined;
  const account = await startAccount({
    port,
    trail,
    stateFile,
    records: story?.records,
    accountId: story?.accountId,
  });
  if (account.port !== port && port !== 0) print(`Port ${port} is taken; using ${account.port}.`);
  print(`AWS account ${account.accountId} at ${account.url}, its time is ${account.clock().toISOString()}.`);
  if (story) print(`${story.title}: ${story.records.length} records, the key is ${story.answer.key}.`);
  for (const { file, reason } of account.report().skippedFiles) print(`Left out ${file}: ${reason}`);
  print("Connect with any credentials, for instance:");
  print(
    `  AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=any aws --region us-east-1 --endpoint-url ${account.url} cloudtrail lookup-events --max-items 5`,
  );
  return account;
}
