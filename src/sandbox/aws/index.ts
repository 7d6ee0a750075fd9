import type { Agent } from "node:https";
import { createAgenda } from "./agenda.ts";
import type { AlarmChanges } from "./alarms/alarm-changes.ts";
import type { ScriptedAlarms } from "./alarms/scripted-alarms.ts";
import { createIdentities } from "./identity/identities.ts";
import { recordOfCall } from "./identity/own-calls.ts";
import { createOneAccount, type OneAccount } from "./one-account.ts";
import { type AccountReport, createReport } from "./report.ts";
import { createSigner } from "./sns/signer.ts";
import { createSnsHost } from "./sns/sns-host.ts";
import { keepInFile } from "./state-file.ts";
import type { DeliveryGap } from "./trails/default-trail.ts";
import type { IngestDelay } from "./trails/trail.ts";
import { readTrailFolder } from "./trails/trail-folder.ts";
import { controlRoutes } from "./wire/control-routes.ts";
import { createAwsServer, listenNear } from "./wire/server.ts";
import type { World } from "./world.ts";

export interface AccountOptions {
  /** 0 or left out: any free port. A busy port is replaced by a free one; `Account.port` says which. */
  port?: number;
  host?: "127.0.0.1";
  clock?: () => Date;
  accountId?: string;
  /** Per Region; AWS allows 2. */
  lookupRatePerSecond?: number;
  /** FilterLogEvents per Region; AWS allows 5 to 25, depending on the Region. */
  filterRatePerSecond?: number;
  /** Raw CloudTrail records. */
  records?: readonly object[];
  /** A folder of CloudTrail files. Without a clock of its own the account then lives at the end of that trail. */
  trail?: string;
  /** The group of the home Region that the default trail writes to. */
  logGroup?: string;
  homeRegion?: string;
  /** When the default trail delivered less than happened. */
  trailGaps?: readonly DeliveryGap[];
  /** Whether the default trail records data events. Left out: when the records given hold some. */
  dataEvents?: boolean;
  /** Left out: records are there as soon as they are added, those of the future when their time comes. */
  ingestDelay?: IngestDelay;
  /** For page breaks, ids and the like. */
  seed?: number;
  /** Keeps queues, rules, alarms and log groups across restarts; the trail's records are not kept. */
  stateFile?: string;
}

export interface Account {
  url: string;
  port: number;
  accountId: string;
  clock: () => Date;
  /**
   * Lets time pass at once. Deliveries, alarms and retries that fall due happen at their own times; resolves when
   * they have. `advance(0)` waits for what is under way.
   */
  advance: (ms: number) => Promise<void>;
  /** Records of calls that have just happened, or will: they show up when their time comes. */
  addRecords: (records: readonly object[]) => void;
  /** As SetAlarmState, at a time of one's choosing. */
  setAlarmState: AlarmChanges["setState"];
  /** Sends a contributor's state change; the alarm itself need not exist. */
  raiseContributorAlarm: ScriptedAlarms["raiseContributor"];
  /** Makes the metric alarm if need be and sets its state; from then on only the caller changes it. */
  raiseMetricAlarm: ScriptedAlarms["raiseMetric"];
  /** The same with a composite alarm. */
  raiseCompositeAlarm: ScriptedAlarms["raiseComposite"];
  /** Leads HTTPS for SNS's own host names to this account and trusts its authority; weakens no check. */
  snsAgent: Agent;
  /** Fetches a signing certificate, or follows a SubscribeURL, from SNS's own host name. */
  fetchFromSns: (url: string) => Promise<string>;
  report: () => AccountReport;
  /** Ends long polls and connections, and writes the state file. */
  stop: () => Promise<void>;
}

/** What CloudTrail usually needs to show a call, for the calls made to the account itself. */
const OWN_CALLS_DELAY: IngestDelay = { minMinutes: 2, maxMinutes: 6 };

/** An AWS account on loopback that the AWS SDK and CLI connect to by endpoint URL. */
export async function startAccount(options: AccountOptions = {}): Promise<Account> {
  const report = createReport();
  const folder = options.trail === undefined ? [] : await readTrailFolder(options.trail, report);
  const agenda = createAgenda(options.clock ?? clockFrom(folder));
  let url = "";
  let changed = () => {};
  const world: World = {
    accountId: options.accountId ?? accountOf(folder) ?? "111122223333",
    homeRegion: options.homeRegion ?? "eu-central-1",
    clock: agenda.clock,
    agenda,
    seed: options.seed ?? 1,
    report,
    queueByArn: (arn) => main.queues.byArn(arn),
    publish: (...message) => main.sns.publish(...message),
    url: () => url,
    changed: () => changed(),
  };
  const identities = createIdentities(world);
  const signer = createSigner(agenda.clock);
  const main: OneAccount = createOneAccount(world, { identities, signer }, options);
  const snsHost = createSnsHost(signer, (path) => {
    const { certificate, certificatePath } = signer();
    if (path === certificatePath)
      return { status: 200, contentType: "application/x-pem-file", body: certificate };
    return main.sns.answerGet(path) ?? { status: 404, contentType: "text/plain", body: "Not found" };
  });
  const parts = { clock: agenda, ...main.parts };
  const kept = options.stateFile === undefined ? undefined : keepInFile(options.stateFile, parts);
  if (kept) changed = kept.changed;
  main.begin([...folder, ...(options.records ?? [])]);

  const advance = async (ms: number) => {
    await agenda.advance(ms);
    world.changed();
  };
  const server = createAwsServer({
    services: () => main.services,
    report,
    control: controlRoutes({ clock: agenda.clock, advance, report: report.read }),
    before: agenda.runDue,
    witness(call, outcome) {
      const record = recordOfCall(call, outcome, {
        identities,
        accountId: world.accountId,
        at: world.clock(),
      });
      if (record) main.addRecords([record], options.ingestDelay ?? OWN_CALLS_DELAY);
    },
  });
  const host = options.host ?? "127.0.0.1";
  const port = await listenNear(server, options.port ?? 0, host);
  url = `http://${host}:${port}`;
  return {
    url,
    port,
    accountId: world.accountId,
    clock: world.clock,
    advance,
    addRecords: (records) => main.addRecords(records),
    setAlarmState: main.cloudWatch.changes.setState,
    raiseContributorAlarm: main.cloudWatch.scripted.raiseContributor,
    raiseMetricAlarm: main.cloudWatch.scripted.raiseMetric,
    raiseCompositeAlarm: main.cloudWatch.scripted.raiseComposite,
    snsAgent: snsHost.agent,
    fetchFromSns: snsHost.fetch,
    report: report.read,
    async stop() {
      agenda.stop();
      await snsHost.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      kept?.flush();
    },
  };
}

function accountOf(records: readonly object[]): string | undefined {
  const [first] = records as { recipientAccountId?: string }[];
  return first?.recipientAccountId;
}

/** Real time, or time that starts at the newest record of a folder and passes as usual. */
function clockFrom(records: readonly object[]): () => Date {
  let newest = Number.NEGATIVE_INFINITY;
  for (const { eventTime } of records as { eventTime?: string }[]) {
    newest = Math.max(newest, Date.parse(eventTime ?? "") || newest);
  }
  if (newest === Number.NEGATIVE_INFINITY) return () => new Date();
  const ahead = newest - Date.now();
  return () => new Date(Date.now() + ahead);
}
