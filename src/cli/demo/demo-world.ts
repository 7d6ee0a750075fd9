import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { connectAccount } from "../../aws/connect/connect.ts";
import { type Cairn, startCairn } from "../../cairn.ts";
import { environmentForm, settingsForm } from "../../config/form.ts";
import { zoneName } from "../../config/zone.ts";
import { CairnError } from "../../domain/errors.ts";
import type { Log } from "../../log.ts";
import { type Account, startAccount } from "../../sandbox/aws/index.ts";
import type { AlarmToRaise } from "../../sandbox/scenarios/alarm-to-raise.ts";
import { writeAccessLogs } from "../../sandbox/scenarios/write-access-logs.ts";
import { startWorkspace, type Workspace } from "../../sandbox/slack/index.ts";
import { scaledPace } from "../../slack/pace.ts";
import type { Story } from "./demo-story.ts";

export interface DemoWorld {
  story: Story;
  workspace: Workspace;
  account: Account;
  cairn: Cairn;
  /** The secret of its pages' links. */
  sessionKey: string;
  /** When its clock was the world's. */
  since: Date;
  stop(): Promise<void>;
}

export const incidentsChannel = "C0INCIDENTS";
const region = "eu-central-1";
const credentials = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };

/** Starts the sandbox's two neighbours and Cairn between them, and lets the story's alarm go off once. */
export async function startDemoWorld(options: {
  story: Story;
  databaseUrl: string;
  /** Do the neighbours keep their state in the story's folder? */
  keep: boolean;
  port: number;
  /** How many times faster than usual time passes here, for Cairn and both neighbours. */
  speed: number;
  log: Log;
}): Promise<DemoWorld> {
  const { story, databaseUrl, keep, port, speed, log } = options;
  const clock = clockAt(speed);
  const { scenario } = story;
  const since = new Date();
  const sessionKey = randomBytes(32).toString("base64url");
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopPart of stops.splice(0).reverse()) await stopPart();
  };
  const stateFile = (name: string) => (keep ? join(story.folder, name) : undefined);
  try {
    const workspace = await startWorkspace({
      port,
      clock,
      stateFile: stateFile("workspace.json"),
      manifestFile: join(import.meta.dirname, "../../../manifest.yml"),
    });
    stops.push(() => workspace.stop());
    const account = await startAccount({
      accountId: scenario.accountId,
      records: scenario.records,
      trailGaps: scenario.trailGaps,
      clock,
      stateFile: stateFile("account.json"),
    });
    stops.push(() => account.stop());
    // The SDK's chain looks here; the sandbox takes any credentials.
    process.env.AWS_ACCESS_KEY_ID ||= credentials.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY ||= credentials.secretAccessKey;
    const queue = await connectQueue(account);
    const accessLogs = scenario.accessLogs ?? [];
    const accessLogFolder = join(story.folder, "access-logs");
    await writeAccessLogs(accessLogs, accessLogFolder);

    const pagesPort = keep ? await freePort(workspace.port + 1) : undefined;
    const cairn = await startCairn({
      databaseUrl,
      log,
      clock,
      pace: scaledPace(speed),
      config: {
        environment: environmentForm.parse({
          SLACK_BOT_TOKEN: workspace.botToken,
          SLACK_APP_TOKEN: workspace.appToken,
          SLACK_API_URL: workspace.apiUrl,
          CAIRN_AWS_ENDPOINT: account.url,
          SLACK_CLIENT_SECRET: workspace.clientSecret,
          CAIRN_SESSION_KEY: sessionKey,
        }),
        file: settingsForm.parse({
          // Where somebody looks at the pages; what --auto prints is the same everywhere.
          zone: keep ? zoneName.catch("UTC").parse(Intl.DateTimeFormat().resolvedOptions().timeZone) : "UTC",
          slack: { channel: incidentsChannel },
          people: {
            responders: ["U0RESPONDER", "U0RESPONDER2", "U0ONCALL"],
            leads: ["U0LEAD"],
            admins: ["U0ADMIN"],
          },
          accounts: [
            {
              id: scenario.accountId,
              name: "sandbox",
              regions: [region, "us-east-1"],
              role: `arn:aws:iam::${scenario.accountId}:role/cairn`,
              logGroups: [{ region, name: "aws/cloudtrail/managementevents" }],
            },
          ],
          accessLogs: accessLogs.map(({ folder, trustedProxies }) => ({
            account: scenario.accountId,
            folder: join(accessLogFolder, folder),
            trustedProxies,
          })),
          identities: [
            // Whoever keeps a program's user is asked about it.
            { principal: "arn:aws:iam::*:user/*", slack: "U0RESPONDER2" },
            { subject: "repo:shop/*", pipeline: "Shop deployment" },
          ],
          intake: { queue, region },
          ...(pagesPort !== undefined && {
            http: { port: pagesPort },
            web: { url: `http://127.0.0.1:${pagesPort}`, clientId: workspace.clientId },
          }),
          budget: { lookupEvents: 2 * speed, filterLogEvents: 5 * speed },
        }),
      },
    });
    stops.push(() => cairn.stop());

    // At every start, so that a demo killed at any moment tells its whole story: an alarm's time is the story's own,
    // and Cairn counts one transition once however often it comes. People see the first telling as it happened.
    const first = scenario.alarms[0]?.at.getTime() ?? 0;
    for (const alarm of scenario.alarms) {
      const afterMs = keep && story.isNew ? (alarm.at.getTime() - first) / speed : 0;
      const timer = setTimeout(() => raise(account, alarm), afterMs);
      stops.push(async () => clearTimeout(timer));
    }
    return { story, workspace, account, cairn, sessionKey, since, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** This one, or any other where somebody has it. */
async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer();
    const listening = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    const address = server.address();
    if (listening) await new Promise((resolve) => server.close(resolve));
    if (listening && typeof address === "object" && address !== null) return address.port;
  }
  throw new CairnError("demo", "No port is free for the pages.");
}

function raise(account: Account, alarm: AlarmToRaise): void {
  if (alarm.kind === "metric") account.raiseMetricAlarm(alarm);
  else if (alarm.kind === "composite") account.raiseCompositeAlarm(alarm);
  else account.raiseContributorAlarm(alarm);
}

/** Real time, or time that passes faster from now on. */
function clockAt(speed: number): () => Date {
  if (speed === 1) return () => new Date();
  const start = Date.now();
  const since = performance.now();
  return () => new Date(start + (performance.now() - since) * speed);
}

/** What `cairn connect aws --apply` makes. */
async function connectQueue(account: Account): Promise<string> {
  const shared = { region, endpoint: account.url, credentials };
  const sqs = new SQSClient(shared);
  const eventbridge = new EventBridgeClient(shared);
  await connectAccount({ sqs, eventbridge, accountId: account.accountId }, { mode: "apply", region });
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "cairn-alarms" }));
  if (!QueueUrl) throw new CairnError("demo", "The sandbox's queue was not made.");
  return QueueUrl;
}
