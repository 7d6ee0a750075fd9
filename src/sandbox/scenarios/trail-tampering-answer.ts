import { column, distinctRecords, stepAnswer } from "./count-records.ts";
import { OFFICE_ADDRESS } from "./noise-people.ts";
import type { ScenarioAnswer } from "./scenario-answer.ts";
import { sessionTokens } from "./session-tokens.ts";
import type { ToldStory } from "./tell-story.ts";
import type { TrailRecord } from "./trail-record.ts";
import type { TrailTamperingCast } from "./trail-tampering-cast.ts";

/** What one Region's files and log group lack. */
export interface RegionGap {
  /** Of the newest call delivered before the trail was stopped. */
  lastBefore: string;
  /** Of the oldest call delivered after it was started again. */
  firstAfter: string;
  /** Calls that happened and were never delivered, those that the narrowed selectors cost included. */
  missing: number;
}

export interface TrailTamperingAnswer extends ScenarioAnswer {
  trailArn: string;
  actorArn: string;
  newAddress: string;
  stopped: { eventID: string; eventTime: string };
  started: { eventID: string; eventTime: string; by: string };
  /** Evasion by the session that worked, and what it was refused. */
  evasionEventIds: string[];
  refusedEventIds: string[];
  /** Calls of the session that only Event history shows. */
  onlyInEventHistory: string[];
  gapByRegion: Record<string, RegionGap>;
  secretsRead: string[];
  createdKeys: string[];
}

export function trailTamperingAnswer(
  cast: TrailTamperingCast,
  told: ToldStory,
  delivered: readonly TrailRecord[],
): TrailTamperingAnswer {
  const { of, records, duplicates, totalRecords } = told;
  const { eventName, errorCode, ip, request } = column;
  const actorArn = `arn:aws:sts::${cast.accountId}:assumed-role/${cast.role}/${cast.session}`;
  const arn = ({ userIdentity }: TrailRecord) => (userIdentity as { arn?: string }).arn;
  const evasion = of("evasion", "dark-evasion");
  const refused = of("refused", "dark-refused");
  const actor = of("look", "evasion", "dark-evasion", "refused", "dark-refused", "dark", "after");
  const blinders = of("evasion", "dark-evasion", "refused", "dark-refused", "on-call-evasion-name");
  const [stopped] = of("evasion").filter((record) => record.eventName === "StopLogging");
  const [started] = of("on-call").filter((record) => record.eventName === "StartLogging");
  const gap = { from: stopped?.eventTime ?? "", to: started?.eventTime ?? "" };
  const kept = new Set(delivered.map((record) => record.eventID));
  const lost = actor.filter((record) => !kept.has(record.eventID));
  const idsOf = (found: TrailRecord[]) => found.map((record) => record.eventID);
  return {
    verdict: "attack",
    summary: `A session of ${cast.role} narrowed the trail's selectors, cut its bucket's lifecycle to a day and stopped it; what it did until the on-call person started it again stands in Event history only.`,
    severity: "P2",
    runbook: "trail-tampering",
    inputs: { trail: cast.trailArn },
    officeAddress: OFFICE_ADDRESS,
    steps: {
      "trail-tampering": {
        who: stepAnswer(
          "Who touched trail, selectors, lifecycle, flow logs, detectors or alarms; tries apart.",
          blinders,
          {
            counts: { eventName, errorCode, "userIdentity.arn": arn },
          },
        ),
        refused: stepAnswer("What the session was refused.", refused, { counts: { eventName, errorCode } }),
        gap: {
          finds: `Files and log group hold nothing between ${gap.from} and ${gap.to}; Event history does.`,
        },
        around: stepAnswer("All that the session did, from Event history.", actor, {
          counts: { eventName, ip },
        }),
        "only-in-event-history": stepAnswer("What was never delivered of it.", lost, {
          counts: { eventName },
        }),
        bucket: stepAnswer(
          "The lifecycle was cut to a day, later restored to a year.",
          blinders.filter((record) => record.eventName === "PutBucketLifecycle"),
          { counts: { ip } },
        ),
        data: stepAnswer(
          "Secrets were read in the dark.",
          lost.filter((record) => record.eventName === "GetSecretValue"),
          { values: { "requestParameters.secretId": request("secretId") } },
        ),
      },
    },
    hostileTexts: [cast.hostileAgent, cast.hostileRuleId],
    secrets: sessionTokens(records),
    trailArn: cast.trailArn,
    actorArn,
    newAddress: cast.newAddress,
    stopped: { eventID: stopped?.eventID ?? "", eventTime: gap.from },
    started: { eventID: started?.eventID ?? "", eventTime: gap.to, by: cast.onCall },
    evasionEventIds: idsOf(evasion),
    refusedEventIds: idsOf(refused),
    onlyInEventHistory: idsOf(lost),
    gapByRegion: gapByRegion(records, { delivered, gap }),
    secretsRead: lost.flatMap((record) => request("secretId")(record) ?? []).map(String),
    createdKeys: [cast.newKey],
    duplicates,
    totalRecords,
  };
}

function gapByRegion(
  records: readonly TrailRecord[],
  { delivered, gap }: { delivered: readonly TrailRecord[]; gap: { from: string; to: string } },
): Record<string, RegionGap> {
  const kept = new Set(delivered.map((record) => record.eventID));
  const regions = [...new Set(records.map((record) => record.awsRegion))].sort();
  return Object.fromEntries(
    regions.map((region) => {
      const here = delivered.filter((record) => record.awsRegion === region);
      const missing = distinctRecords(records).filter(
        (record) => record.awsRegion === region && !kept.has(record.eventID),
      );
      return [
        region,
        {
          lastBefore: here.findLast((record) => record.eventTime <= gap.from)?.eventTime ?? "",
          firstAfter: here.find((record) => record.eventTime >= gap.to)?.eventTime ?? "",
          missing: missing.length,
        },
      ];
    }),
  );
}
