import { partitionOf } from "../athena/partition.ts";

/** Where alarms shall arrive: one account and Region. */
export interface Connection {
  accountId: string;
  region: string;
  /** Begins the name of everything that is made. */
  prefix: string;
}

export interface PolicyStatement {
  Sid: string;
  Effect: "Allow";
  Principal: { Service: string };
  Action: string;
  Resource: string;
  Condition: { ArnEquals: Record<string, string> };
}

const FOURTEEN_DAYS = "1209600";

/** Names, ARNs and settings of all that lets alarms arrive. */
export function wantedConnection({ accountId, region, prefix }: Connection) {
  const queue = `${prefix}alarms`;
  const deadLetters = `${prefix}alarms-dead`;
  const rule = `${prefix}alarms`;
  const arn = (service: string, resource: string) =>
    `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;
  const ruleArn = arn("events", `rule/${rule}`);
  const queueArn = arn("sqs", queue);
  const deadLettersArn = arn("sqs", deadLetters);

  return {
    deadLetters: {
      name: deadLetters,
      deadLettersOf: queue,
      statement: sentByRule(deadLettersArn, ruleArn),
      attributes: { MessageRetentionPeriod: FOURTEEN_DAYS },
    },
    queue: {
      name: queue,
      arn: queueArn,
      statement: sentByRule(queueArn, ruleArn),
      attributes: {
        MessageRetentionPeriod: FOURTEEN_DAYS,
        VisibilityTimeout: "60",
        ReceiveMessageWaitTimeSeconds: "20",
        // Cairn takes any body, so a message that comes back means only that it could not be stored yet. The
        // highest number SQS allows keeps a long outage from moving alarms where nobody reads them.
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLettersArn, maxReceiveCount: 1000 }),
      },
    },
    rule: {
      name: rule,
      description: "CloudWatch alarms to Cairn",
      pattern: {
        source: ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change", "CloudWatch Alarm Contributor State Change"],
      },
    },
    target: { id: `${prefix}alarms-queue`, arn: queueArn, deadLettersArn },
  };
}

/** Only this rule may send, so that nobody else's rule can put alarms into the queue. */
function sentByRule(queueArn: string, ruleArn: string): PolicyStatement {
  return {
    Sid: "CairnAlarmsFromEventBridge",
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
  };
}
