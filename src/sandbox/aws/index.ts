import { type AlarmChanges, createAlarmChanges } from "./alarm-changes.ts";
import { createAlarms } from "./alarms.ts";
import { cloudTrailOperations } from "./cloudtrail.ts";
import { cloudWatchOperations } from "./cloudwatch.ts";
import { createEventBuses } from "./event-buses.ts";
import { createEventDelivery } from "./event-delivery.ts";
import { eventBridgeOperations } from "./eventbridge.ts";
import { createIdentities } from "./identities.ts";
import { createLogGroups } from "./log-groups.ts";
import { logsOperations } from "./logs.ts";
import { recordOfCall } from "./own-calls.ts";
import { type AccountReport, createReport } from "./report.ts";
import { createAwsServer, listenNear } from "./server.ts";
import { sqsOperations } from "./sqs.ts";
import { createQueues } from "./sqs-queues.ts";
import { keepInFile } from "./state-file.ts";
import { stsOperations } from "./sts.ts";
import { createTrail, type IngestDelay } from "./trail.ts";
import { readTrailFolder } from "./trail-folder.ts";
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
  /** The group of the home Region that all records are delivered to. */
  logGroup?: string;
  homeRegion?: string;
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
  /** Records of calls that have just happened, or will: they show up when their time comes. */
  addRecords: (records: readonly object[]) => void;
  /** As SetAlarmState, at a time of one's choosing. */
  setAlarmState: AlarmChanges["setState"];
  /** Sends a contributor's state change; the alarm itself need not exist. */
  raiseContributorAlarm: AlarmChanges["raiseContributor"];
  /** Makes the metric alarm if need be and sets its state. */
  raiseMetricAlarm: AlarmChanges["raiseMetric"];
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
  let url = "";
  let changed = () => {};
  const world: World = {
    accountId: options.accountId ?? accountOf(folder) ?? "111122223333",
    homeRegion: options.homeRegion ?? "eu-central-1",
    clock: options.clock ?? clockFrom(folder),
    seed: options.seed ?? 1,
    report,
    url: () => url,
    changed: () => changed(),
  };

  const trail = createTrail(world.clock, options.ingestDelay);
  const groups = createLogGroups(world);
  const queues = createQueues(world);
  const buses = createEventBuses(world);
  const alarms = createAlarms(world);
  const identities = createIdentities(world);
  const parts = { groups, queues, buses, alarms };
  const kept = options.stateFile === undefined ? undefined : keepInFile(options.stateFile, parts);
  if (kept) changed = kept.changed;

  const trailGroup = groups.create(
    world.homeRegion,
    options.logGroup ?? "aws/cloudtrail/managementevents",
    true,
  );
  const addRecords = (records: readonly object[], delay?: IngestDelay) =>
    groups.deliver(trailGroup, trail.add(records, delay));
  addRecords(folder);
  addRecords(options.records ?? []);

  const deliver = createEventDelivery(world, buses, queues);
  const alarmChanges = createAlarmChanges(world, alarms, buses, deliver);
  const services = {
    cloudtrail: cloudTrailOperations(world, trail, options.lookupRatePerSecond ?? 2),
    logs: logsOperations(world, groups, options.filterRatePerSecond),
    sqs: sqsOperations(world, queues),
    events: eventBridgeOperations(world, buses, deliver),
    monitoring: cloudWatchOperations(world, alarms, alarmChanges),
    sts: stsOperations(identities),
  };
  const server = createAwsServer(services, report, (call, outcome) => {
    const record = recordOfCall(call, outcome, { identities, accountId: world.accountId, at: world.clock() });
    if (record) addRecords([record], options.ingestDelay ?? OWN_CALLS_DELAY);
  });
  const host = options.host ?? "127.0.0.1";
  const port = await listenNear(server, options.port ?? 0, host);
  url = `http://${host}:${port}`;
  return {
    url,
    port,
    accountId: world.accountId,
    clock: world.clock,
    addRecords: (records) => addRecords(records),
    setAlarmState: alarmChanges.setState,
    raiseContributorAlarm: alarmChanges.raiseContributor,
    raiseMetricAlarm: alarmChanges.raiseMetric,
    report: report.read,
    async stop() {
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
