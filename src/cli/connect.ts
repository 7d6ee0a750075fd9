import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { partitionOf } from "../aws/athena/partition.ts";
import { type ConnectMode, connectAccount } from "../aws/connect/connect.ts";
import { iamPolicy, UNKNOWN_PRINCIPAL } from "../aws/connect/iam-policy.ts";
import { readSettingsFile } from "../config.ts";
import { InputError } from "../domain/errors.ts";
import { renderManifest } from "../slack/manifest.ts";
import { type Command, type CommandContext, readArguments } from "./command.ts";
import { renderTable } from "./table.ts";

const usage = `cairn connect aws [--region R] [--prefix P] [--apply | --remove]
    the queue, its dead letters, the rule and its target through which alarms arrive;
    without --apply it only shows what is there and what is missing
cairn connect iam [--principal ARN]
    the least IAM policies for what cairn.yml names
cairn connect slack [--url https://HOST]
    the app manifest with your command names; --url for signed HTTP instead of Socket Mode
`;

/** `cairn connect`: what the outside needs before Cairn can work with it. */
export const runConnectCommand: Command = async ([what, ...argv], context) => {
  const kinds: Record<string, Command> = { aws: connectAws, iam: connectIam, slack: connectSlackApp };
  if (what === undefined || what === "--help" || what === "-h") {
    context.stdout(usage);
    return what === undefined ? 2 : 0;
  }
  const run = Object.hasOwn(kinds, what) ? kinds[what] : undefined;
  if (run === undefined) throw new InputError(`Cairn cannot connect "${what}".\n\n${usage}`);
  return run(argv, context);
};

async function connectAws(args: string[], { stdout }: CommandContext): Promise<number> {
  const { values } = readArguments(
    {
      args,
      options: {
        apply: { type: "boolean" },
        remove: { type: "boolean" },
        region: { type: "string" },
        prefix: { type: "string" },
      },
    },
    usage,
  );
  if (values.apply && values.remove) throw new InputError(`--apply or --remove, not both.\n\n${usage}`);
  const region = values.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (!region) throw new InputError(`Which Region? Give --region or set AWS_REGION.\n\n${usage}`);
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region))
    throw new InputError(`"${region}" is no Region: write one such as eu-central-1.`);
  const mode: ConnectMode = values.apply ? "apply" : values.remove ? "remove" : "show";

  const shared = { region, endpoint: process.env.CAIRN_AWS_ENDPOINT || undefined };
  const [sqs, eventbridge, sts] = [
    new SQSClient(shared),
    new EventBridgeClient(shared),
    new STSClient(shared),
  ];
  const { Account: accountId } = await sts.send(new GetCallerIdentityCommand({}));
  if (!accountId) throw new InputError("AWS does not say which account these credentials are for.");
  const steps = await connectAccount(
    { sqs, eventbridge, accountId },
    { mode, region, prefix: values.prefix },
  );
  const rows = steps.map(({ resource, action, detail }) => ({ resource, action, detail }));
  stdout(`Account ${accountId}, ${region}\n\n${renderTable(["resource", "action", "detail"], rows)}\n`);
  if (mode === "show") stdout("\nNothing was changed. Add --apply to make what is missing.\n");
  return 0;
}

async function connectIam(args: string[], { stdout, stderr }: CommandContext): Promise<number> {
  const { values } = readArguments({ args, options: { principal: { type: "string" } } }, usage);
  const file = readSettingsFile(process.env);
  const accounts = file.accounts.map(
    ({ id, role, externalId, regions, logGroups, insights, athena, archive }) => ({
      id,
      roleArn: role,
      externalId,
      regions,
      insights,
      archive,
      athena: athena && { ...athena, region: athena.region ?? regions[0] ?? "" },
      logGroups: [
        ...logGroups,
        ...file.accessLogs.flatMap(({ account, logGroup, region = regions[0] ?? "" }) =>
          account === id && logGroup !== undefined ? [{ name: logGroup, region }] : [],
        ),
      ],
    }),
  );
  const region = file.intake.region ?? accounts[0]?.regions[0] ?? "us-east-1";
  const home = accounts[0]?.id ?? "";
  const policies = iamPolicy({
    accounts,
    queueArn: file.intake.queue === undefined ? undefined : queueArn(file.intake.queue, region),
    busArn:
      file.events === undefined ? undefined : busArn(file.events.bus, file.events.region ?? region, home),
    topicArns: file.intake.topics,
    alertsArn: file.alerts?.topic,
    principalArn: values.principal,
  });
  stdout(`${JSON.stringify(policies, null, 2)}\n`);
  if (values.principal === undefined && policies.roles.length > 0)
    stderr(`Replace ${UNKNOWN_PRINCIPAL} in the trust policies, or give --principal.\n`);
  return 0;
}

function queueArn(url: string, region: string): string {
  const [, account, name] = new URL(url).pathname.split("/");
  return `arn:${partitionOf(region)}:sqs:${region}:${account}:${name}`;
}

const busArn = (bus: string, region: string, account: string): string =>
  bus.startsWith("arn:") ? bus : `arn:${partitionOf(region)}:events:${region}:${account}:event-bus/${bus}`;

async function connectSlackApp(args: string[], { stdout }: CommandContext): Promise<number> {
  const { values } = readArguments({ args, options: { url: { type: "string" } } }, usage);
  if (values.url !== undefined && !(URL.canParse(values.url) && values.url.startsWith("https://")))
    throw new InputError(
      `--url ${values.url} must begin with https:// and name a host: Slack delivers nowhere else.`,
    );
  const { slack, web } = readSettingsFile(process.env);
  const signIn = web && new URL("/sign-in/slack/back", web.url).href;
  const mode = values.url === undefined ? "socket" : "http";
  stdout(renderManifest({ commands: slack.commands, mode, url: values.url, signIn }));
  return 0;
}
