import { AthenaClient } from "@aws-sdk/client-athena";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { InputError } from "../domain/errors.ts";
import type { AskedBy } from "../flows/ports.ts";
import { createRoleSessions, sessionNameOf } from "./role-session.ts";

export interface AwsAccount {
  id: string;
  /** Role to assume there; without one the plain credentials are used and AWS does not learn who asked. */
  roleArn?: string;
  externalId?: string;
  regions: string[];
}

export interface AwsClientsOptions {
  accounts: AwsAccount[];
  /** Region of the plain clients (queues, bus, topics) and of STS. */
  region: string;
  /** One address for every service, for the sandbox. */
  endpoint?: string;
  /** Default: the SDK's own chain (environment, profile, instance role). */
  credentials?: STSClientConfig["credentials"];
  now?: () => Date;
}

export interface AwsClients {
  /** Throws InputError for an account that is not configured. */
  cloudtrail(account: string, region: string, askedBy: AskedBy): CloudTrailClient;
  logs(account: string, region: string, askedBy: AskedBy): CloudWatchLogsClient;
  cloudwatch(account: string, region: string, askedBy: AskedBy): CloudWatchClient;
  athena(account: string, region: string, askedBy: AskedBy): AthenaClient;
  s3(account: string, region: string, askedBy: AskedBy): S3Client;
  /** Drops cached credentials, so that the next client asks for fresh ones. */
  forget(account: string, askedBy: AskedBy): void;
  sqs: SQSClient;
  eventbridge: EventBridgeClient;
  sns: SNSClient;
  close(): void;
}

const timeouts = { connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true };
// A long poll holds the answer back for up to 20 s.
const longPollTimeouts = { ...timeouts, requestTimeout: 30_000 };
const clientsKept = 256;

/** AWS clients per account and Region, the responder's name in the role session. */
export function createAwsClients(options: AwsClientsOptions): AwsClients {
  const { region, endpoint, credentials } = options;
  const now = options.now ?? (() => new Date());
  const plain = { region, endpoint, credentials };
  const sts = new STSClient({ ...plain, requestHandler: timeouts });
  const sqs = new SQSClient({ ...plain, requestHandler: longPollTimeouts });
  // One handler for all, so that clients made per responder share connections.
  const requestHandler = sts.config.requestHandler;
  const eventbridge = new EventBridgeClient({ ...plain, requestHandler });
  const sns = new SNSClient({ ...plain, requestHandler });
  const sessions = createRoleSessions({ sts, region, now });

  function settings(id: string, clientRegion: string, askedBy: AskedBy) {
    const account = options.accounts.find((each) => each.id === id);
    if (!account) {
      throw new InputError(
        `Account ${id} is not among the accounts in cairn.yml. Add it there with its Regions.`,
      );
    }
    const { roleArn, externalId } = account;
    return {
      region: clientRegion,
      endpoint,
      requestHandler,
      // Throttling and retries are ours: the budget must see every call, and a cancel must end every wait.
      maxAttempts: 1,
      customUserAgent: userAgentOf(askedBy),
      credentials: roleArn
        ? () => sessions.credentials({ account: id, roleArn, externalId }, askedBy)
        : credentials,
    };
  }

  const cloudtrail = createKept((...key) => new CloudTrailClient(settings(...key)));
  const logs = createKept((...key) => new CloudWatchLogsClient(settings(...key)));
  const cloudwatch = createKept((...key) => new CloudWatchClient(settings(...key)));
  const athena = createKept((...key) => new AthenaClient(settings(...key)));
  // A bucket may lie in any Region; one address for all services has no room for its name.
  const s3 = createKept(
    (...key) =>
      new S3Client({
        ...settings(...key),
        followRegionRedirects: true,
        forcePathStyle: endpoint !== undefined,
      }),
  );

  return {
    cloudtrail: cloudtrail.get,
    logs: logs.get,
    cloudwatch: cloudwatch.get,
    athena: athena.get,
    s3: s3.get,
    forget(account, askedBy) {
      sessions.forget(account, askedBy);
      cloudtrail.forget(account, askedBy);
      logs.forget(account, askedBy);
      cloudwatch.forget(account, askedBy);
      athena.forget(account, askedBy);
      s3.forget(account, askedBy);
    },
    sqs,
    eventbridge,
    sns,
    close() {
      sts.destroy();
      sqs.destroy();
    },
  };
}

/** `cairn incident/INC-42` in every record of our calls. */
function userAgentOf({ incident }: AskedBy): [string, string?][] {
  return incident ? [["cairn"], ["incident", incident]] : [["cairn"]];
}

function createKept<Client>(make: (account: string, region: string, askedBy: AskedBy) => Client) {
  const kept = new Map<string, Client>();
  const prefixOf = (account: string, askedBy: AskedBy) => `${account} ${sessionNameOf(askedBy)} `;

  return {
    get(account: string, region: string, askedBy: AskedBy): Client {
      const key = `${prefixOf(account, askedBy)}${region} ${askedBy.incident ?? ""}`;
      const client = kept.get(key) ?? make(account, region, askedBy);
      kept.delete(key);
      kept.set(key, client);
      const oldest = kept.keys().next().value;
      if (kept.size > clientsKept && oldest !== undefined) kept.delete(oldest);
      return client;
    },
    forget(account: string, askedBy: AskedBy): void {
      for (const key of kept.keys()) if (key.startsWith(prefixOf(account, askedBy))) kept.delete(key);
    },
  };
}
