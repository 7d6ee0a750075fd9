import { type IamAccount, iamReading } from "./iam-reading.ts";
import { about, type IamStatement, unique } from "./iam-statement.ts";

export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: IamStatement[];
}

export interface IamPolicies {
  /** For the identity Cairn runs as. */
  cairn: PolicyDocument;
  /** For each role Cairn assumes: what it may do, and who may assume it. */
  roles: { roleArn: string; permissions: PolicyDocument; trust: PolicyDocument }[];
}

/** Stands in the trust policies when nobody said who Cairn runs as. */
export const UNKNOWN_PRINCIPAL = "REPLACE-WITH-THE-ARN-OF-THE-ROLE-CAIRN-RUNS-AS";

/** The least rights for what is configured: reading where Cairn asks, its queue, its bus, its topics; nothing else. */
export function iamPolicy(wanted: {
  accounts: IamAccount[];
  queueArn?: string;
  busArn?: string;
  topicArns?: string[];
  /** Where it is told what Slack does not show. */
  alertsArn?: string;
  /** ARN of the identity Cairn runs as. */
  principalArn?: string;
}): IamPolicies {
  const { accounts, queueArn, busArn, topicArns = [], alertsArn, principalArn = UNKNOWN_PRINCIPAL } = wanted;
  const assumed = accounts.flatMap(({ roleArn, ...account }) => (roleArn ? [{ ...account, roleArn }] : []));
  const own = accounts.filter(({ roleArn }) => roleArn === undefined);
  return {
    cairn: document(
      ...own.flatMap((account) => iamReading(account, own.length > 1 ? account.id : "")),
      ...about("AssumeRoles", unique(assumed.map(({ roleArn }) => roleArn)), [
        "sts:AssumeRole",
        "sts:SetSourceIdentity",
      ]),
      ...about("TakeAlarms", queueArn ? [queueArn] : [], [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
      ]),
      ...about("ConfirmTopics", topicArns, ["sns:ConfirmSubscription"]),
      ...about("PublishAlerts", alertsArn ? [alertsArn] : [], ["sns:Publish"]),
      ...about("PutEvents", busArn ? [busArn] : [], ["events:PutEvents"]),
    ),
    roles: assumed.map((account) => ({
      roleArn: account.roleArn,
      permissions: document(...iamReading(account, "")),
      trust: document(trust(principalArn, account.externalId)),
    })),
  };
}

function trust(principalArn: string, externalId: string | undefined): IamStatement {
  return {
    Sid: "CairnWithTheRespondersName",
    Effect: "Allow",
    Principal: { AWS: principalArn },
    Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
    Condition: {
      // Matches any name, but not a session without one: every call shall show who asked.
      StringLike: { "sts:SourceIdentity": "*" },
      ...(externalId && { StringEquals: { "sts:ExternalId": externalId } }),
    },
  };
}

function document(...statements: IamStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}
