import { createArchiveCoverage } from "../archive/archive-coverage.ts";
import { isInBucket, readBucketUrl } from "../aws/bucket-url.ts";
import { createLogGroupFacts } from "../aws/log-group/log-group-facts.ts";
import { createTrailBucket } from "../aws/trail-bucket.ts";
import { createTrailFacts } from "../aws/trail-facts.ts";
import type { FileSettings } from "../config.ts";
import { eventClassOf } from "../domain/recording/event-class.ts";
import { judgeEventHistory } from "../domain/recording/judge-event-history.ts";
import { judgeLogGroup } from "../domain/recording/judge-log-group.ts";
import { judgeTrailFiles, judgeTrailLog } from "../domain/recording/judge-trail-log.ts";
import { allRecorded, type Recorded } from "../domain/recording/recorded.ts";
import type { Coverage, Ports } from "../flows/ports.ts";
import type { EngineParts } from "./trail-engines.ts";

type Account = FileSettings["accounts"][number];
type Asked = Parameters<Coverage>[0];

/** Whether what was asked is recorded where it was put, as the account's trails, log groups and files tell. */
export function createCoverage(
  { accounts, accessLogs }: Pick<FileSettings, "accounts" | "accessLogs">,
  parts: EngineParts & Pick<Ports, "enginesFor">,
): Coverage {
  const trailsIn = createTrailFacts(parts);
  const factsOf = createLogGroupFacts(parts);

  async function trailLog(account: Account, asked: Asked, signal: AbortSignal): Promise<Recorded> {
    const looking = { askedBy: asked.askedBy, signal };
    const groups = account.logGroups.map(({ region, name }) => ({
      account: account.id,
      region,
      group: name,
    }));
    const regions = [...new Set([...asked.regions, ...groups.map(({ region }) => region)])];
    const [trails, facts] = await Promise.all([
      trailsIn(account.id, regions, looking),
      Promise.all(groups.map((group) => factsOf(group, looking))),
    ]);
    return judgeTrailLog(trails, facts, about(asked), parts.now());
  }

  async function trailFiles(account: Account, asked: Asked, signal: AbortSignal): Promise<Recorded> {
    const { engine } = asked.completeness;
    const place = engine === "archive" ? readBucketUrl(account.archive ?? "") : undefined;
    const trails = await trailsIn(account.id, asked.regions, { askedBy: asked.askedBy, signal });
    return judgeTrailFiles(trails, place && { name: place.bucket, prefix: place.prefix }, about(asked));
  }

  /** Its files, and the trails that write them: files that are there prove a trail of another account. */
  async function bucketFiles(account: Account, asked: Asked, signal: AbortSignal): Promise<Recorded> {
    const [files, trails] = await Promise.all([
      inFiles(account, asked, signal),
      trailFiles(account, asked, signal),
    ]);
    if (trails.state === "not-recorded") return trails;
    return trails.state === "cannot-tell" && files.state === "recorded"
      ? files
      : allRecorded([files, trails]);
  }

  async function accessGroups({ id, regions: [home = ""] }: Account, asked: Asked, signal: AbortSignal) {
    const looking = { askedBy: asked.askedBy, signal };
    const groups = accessLogs.flatMap(({ account, region = home, logGroup }) =>
      account === id && logGroup !== undefined ? [{ account, region, group: logGroup }] : [],
    );
    const facts = await Promise.all(groups.map((group) => factsOf(group, looking)));
    return allRecorded(facts.map((each) => judgeLogGroup(each, asked.window, parts.now())));
  }

  function inFiles(account: Account, asked: Asked, signal: AbortSignal): Promise<Recorded> {
    const engine = parts.enginesFor(account.id).find(({ name }) => name === "archive");
    if (!engine) return Promise.resolve(gone);
    const { id, archive: folder = "", regions } = account;
    const place = { clients: parts.clients, account: id, region: regions[0] ?? "us-east-1", url: folder };
    const bucket = isInBucket(folder) ? createTrailBucket(place) : undefined;
    return createArchiveCoverage({ folder, bucket, engine })(asked, signal);
  }

  return async (asked, signal) => {
    const account = accounts.find(({ id }) => id === asked.account);
    if (!account) return gone;
    const fromTrail = asked.query.from === "cloudtrail";
    switch (asked.completeness.engine) {
      case "event-history":
        return judgeEventHistory(eventClassOf(asked.query), asked.window, parts.now());
      case "log-group":
        return fromTrail ? trailLog(account, asked, signal) : accessGroups(account, asked, signal);
      case "insights":
        return trailLog(account, asked, signal);
      case "athena":
        return trailFiles(account, asked, signal);
      case "archive":
        return fromTrail && isInBucket(account.archive ?? "")
          ? bucketFiles(account, asked, signal)
          : inFiles(account, asked, signal);
    }
  };
}

const about = ({ query, regions, window }: Asked) => ({ kind: eventClassOf(query), regions, window });

const gone: Recorded = {
  state: "cannot-tell",
  reasons: ["The account is no longer in cairn.yml."],
  fix: [],
};
