import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { connectAccount } from "../../src/aws/connect/connect.ts";
import { type Account, startAccount } from "../../src/sandbox/aws/index.ts";
import { trailRecords } from "./trail.ts";

export const region = "eu-central-1";
export const credentials = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
export const accountId = "111122223333";

export interface OpenAccount {
  account: Account;
  sqs: SQSClient;
  queueUrl: string;
  /** Holds what the customer's automation gets, when that was wished for. */
  actsUrl: string | undefined;
  close(): Promise<void>;
}

/** An AWS account with Cairn's queue, as `cairn connect aws` sets it up. */
export async function openAccount(wish: {
  clock: () => Date;
  began: number;
  acts?: boolean;
}): Promise<OpenAccount> {
  const { clock, began, acts } = wish;
  const account = await startAccount({
    clock,
    accountId,
    records: trailRecords(new Date(began)),
    lookupRatePerSecond: 2,
  });
  const shared = { region, endpoint: account.url, credentials };
  const sqs = new SQSClient(shared);
  const eventbridge = new EventBridgeClient(shared);
  await connectAccount({ sqs, eventbridge, accountId }, { mode: "apply", region });
  const { QueueUrl: queueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: "cairn-alarms" }));
  // What a killed process had in hand comes back as soon as everything else here is quick.
  await sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { VisibilityTimeout: "4" } }),
  );
  const actsUrl = acts ? await automation(sqs, eventbridge) : undefined;
  eventbridge.destroy();
  return {
    ...{ account, sqs, queueUrl, actsUrl },
    async close() {
      sqs.destroy();
      await account.stop();
    },
  };
}

/** A rule that picks what Cairn asks the automation for, and a queue that keeps it. */
async function automation(sqs: SQSClient, eventbridge: EventBridgeClient): Promise<string> {
  const arn = `arn:aws:sqs:${region}:${accountId}:acts`;
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: arn,
      },
    ],
  });
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: "acts", Attributes: { Policy } }),
  );
  const EventPattern = JSON.stringify({ source: ["cairn"], "detail-type": [{ prefix: "act." }] });
  await eventbridge.send(new PutRuleCommand({ Name: "acts", EventPattern }));
  await eventbridge.send(new PutTargetsCommand({ Rule: "acts", Targets: [{ Id: "acts", Arn: arn }] }));
  return QueueUrl;
}
