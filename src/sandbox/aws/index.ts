import type { Agent } from "node:https";
import {
  type AccountActions,
  accountFor,
  actionsOf,
  noTopic,
  ownerOf,
  partsOf,
  splitByRecipient,
} from "./accounts.ts";
import { createAgenda } from "./agenda.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createIdentities } from "./identity/identities.ts";
import { recordsOfCall } from "./identity/own-calls.ts";
import { createOneAccount, type OneAccount } from "./one-account.ts";
import { type AccountReport, createReport } from "./report.ts";
import { createBuckets } from "./s3/buckets.ts";
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
  /** More accounts beside the first. Who takes up a role of theirs sees what is theirs. */
  accounts?: readonly { id: string; records?: readonly object[] }[];
}

export interface Account extends AccountActions {
  url: string;
  port: number;
  clock: () => Date;
  /**
   * Lets time pass at once. Deliveries, alarms and retries that fall due happen at their own times; resolves when
   * they have. `advance(0)` waits for what is under way.
   */
  advance: (ms: number) => Promise<void>;
  /** The same for one of the other accounts. Throws TypeError when it is not here. */
  other: (accountId: string) => AccountActions;
  /** Makes calls go wrong; gives back how to take the fault away. Throws ZodError. */
  fault: Faults["add"];
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
  const records = [...folder, ...(options.records ?? [])];
  const ids = [options.accountId ?? recipientOf(folder) ?? "111122223333", ...othersOf(options)];
  const accounts = new Map<string, OneAccount>();
  const identities = createIdentities(ids, agenda.clock);
  const signer = createSigner(agenda.clock);
  const buckets = createBuckets();
  for (const accountId of ids) {
    const world: World = {
      accountId,
      homeRegion: options.homeRegion ?? "eu-central-1",
      clock: agenda.clock,
      agenda,
      seed: options.seed ?? 1,
      report,
      queueByArn: (arn) => accounts.get(ownerOf(arn))?.queues.byArn(arn),
      publish: (arn, ...message) =>
        accounts.get(ownerOf(arn))?.sns.publish(arn, ...message) ?? noTopic(accounts, arn),
      url: () => url,
      changed: () => changed(),
    };
    accounts.set(accountId, createOneAccount(world, { identities, signer, buckets }, options));
  }
  const [main] = accounts.values();
  if (main === undefined) throw new TypeError("There is no account.");

  const kept =
    options.stateFile === undefined ? undefined : keepInFile(options.stateFile, partsOf(agenda, accounts));
  if (kept) changed = kept.changed;
  const shareOf = splitByRecipient(records, ids);
  for (const { accountId, begin } of accounts.values()) {
    const own = options.accounts?.find(({ id }) => id === accountId)?.records ?? [];
    begin([...shareOf(accountId), ...own]);
  }

  const advance = async (ms: number) => {
    await agenda.advance(ms);
    changed();
  };
  const addRecords = (added: readonly object[], delay?: IngestDelay) => {
    const share = splitByRecipient(added, ids);
    for (const account of accounts.values()) account.addRecords(share(account.accountId), delay);
  };
  const faults = createFaults();
  const snsHost = createSnsHost(signer, (path) => {
    const { certificate, certificatePath } = signer();
    if (path === certificatePath)
      return { status: 200, contentType: "application/x-pem-file", body: certificate };
    for (const { sns } of accounts.values()) {
      const answer = sns.answerGet(path);
      if (answer) return answer;
    }
    return { status: 404, contentType: "text/plain", body: "Not found" };
  });
  const server = createAwsServer({
    services: (call) => accounts.get(accountFor(call, accounts, identities))?.services ?? {},
    callerOf(call) {
      const identity = identities.of(call.accessKeyId);
      return { ...identity, expired: identities.hasExpired(identity) };
    },
    report,
    faults,
    control: controlRoutes({ clock: agenda.clock, advance, faults, report: report.read }),
    before: agenda.runDue,
    witness(call, outcome) {
      const seen = recordsOfCall(call, outcome, { identities, at: agenda.clock() });
      if (seen.length > 0) addRecords(seen, options.ingestDelay ?? OWN_CALLS_DELAY);
    },
  });
  const host = options.host ?? "127.0.0.1";
  const port = await listenNear(server, options.port ?? 0, host);
  url = `http://${host}:${port}`;
  return {
    ...actionsOf(main),
    addRecords: (added) => addRecords(added),
    url,
    port,
    clock: agenda.clock,
    advance,
    other(accountId) {
      const account = accounts.get(accountId);
      if (account === undefined) throw new TypeError(`There is no account ${accountId}: ${ids.join(", ")}.`);
      return actionsOf(account);
    },
    fault: faults.add,
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

function othersOf({ accounts, accountId }: AccountOptions): string[] {
  return (accounts ?? []).map(({ id }) => id).filter((id) => id !== accountId);
}

function recipientOf(records: readonly object[]): string | undefined {
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
