import type { Alarm } from "../../domain/alarm/alarm.ts";
import { InputError } from "../../domain/errors.ts";
import type { QuerySource } from "../../domain/query/query.ts";
import type { AlarmToRaise } from "../../sandbox/scenarios/alarm-to-raise.ts";
import { scenarioNames, scenarios } from "../../sandbox/scenarios/index.ts";
import type { Scenario } from "../../sandbox/scenarios/scenario.ts";
import type { StepAnswer } from "../../sandbox/scenarios/scenario-answer.ts";
import { storyRequests } from "../demo/story-requests.ts";
import type { RunbookCase } from "./runbook-test-file.ts";
import { accessRecords, trailRecords } from "./runbook-test-trail.ts";

/** What a case plays on. */
export interface Stage {
  account: string;
  records: Record<QuerySource, readonly unknown[]>;
  alarm: Alarm | undefined;
  start: Date;
  now: Date;
  /** What a story knows of itself, for `{{answer.…}}` in the case. */
  answer: unknown;
  /** Runbook id → step id → what the story says a run of the step must find. */
  known: Scenario["answer"]["steps"];
  hostile: readonly string[];
  secrets: readonly string[];
}

export type { StepAnswer };

/** Throws InputError for a story or an alarm that is not there. */
export function stageOf(each: RunbookCase): Stage {
  if (each.trail !== undefined) return trailStage(each, each.trail);
  const { name, seed, now: time, ordinaryRecords } = each.story ?? { name: "" };
  const told = scenarioNames.find((known) => known === name);
  if (!told || time === undefined)
    throw new InputError(`There is no story "${name}": there is ${scenarioNames.join(", ")}.`);
  const now = new Date(time);
  const story = storyOnce(told, { seed, now, ordinaryRecords });
  const raised = each.alarm === undefined ? undefined : alarmNamed(story, each.alarm);
  const alarm = raised && alarmOf(raised, story.accountId);
  return {
    account: story.accountId,
    records: { cloudtrail: story.records, "access-log": storyRequests(story.accessLogs) },
    alarm,
    start: alarm?.at ?? story.alarms[0]?.at ?? now,
    now,
    answer: story.answer,
    known: story.answer.steps,
    hostile: [...story.answer.hostileTexts, ...each.hostile],
    secrets: [...story.answer.secrets, ...each.never],
  };
}

function trailStage(each: RunbookCase, trail: NonNullable<RunbookCase["trail"]>): Stage {
  const start = new Date(trail.start);
  return {
    account: trail.account,
    records: { cloudtrail: trailRecords(trail), "access-log": accessRecords(trail) },
    alarm:
      typeof each.alarm === "object"
        ? alarmTold(each.alarm, { account: trail.account, at: start })
        : undefined,
    start,
    now: new Date(start.getTime() + 30 * 60_000),
    answer: undefined,
    known: {},
    hostile: each.hostile,
    secrets: each.never,
  };
}

const stories = new Map<string, Scenario>();

/** Several cases play on the same story: it is told once. */
function storyOnce(
  name: Scenario["name"],
  options: { seed: number | undefined; now: Date; ordinaryRecords: number | undefined },
): Scenario {
  const key = JSON.stringify([name, options]);
  const told = stories.get(key) ?? scenarios[name](options);
  stories.set(key, told);
  return told;
}

function alarmNamed({ alarms }: Scenario, wanted: RunbookCase["alarm"]): AlarmToRaise {
  const found = alarms.find(({ alarmName, state }) => alarmName === wanted && state === "ALARM");
  if (found) return found;
  const names = [...new Set(alarms.map(({ alarmName }) => alarmName))];
  throw new InputError(`The story has no alarm "${String(wanted)}": it has ${names.join(", ")}.`);
}

function alarmOf(raised: AlarmToRaise, account: string): Alarm {
  const { alarmName: name, region, state, reason, at, description, kind, tags = {} } = raised;
  const arn = `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
  const common = { arn, name, account, region, state, reason, at, description, tags };
  const empty = { metrics: [], dimensions: {}, children: [], muted: false, suppressed: false };
  if (kind === "composite") return { ...common, ...empty, kind };
  if (kind === "contributor")
    return {
      ...common,
      ...empty,
      kind,
      contributor: { id: raised.contributorId, attributes: raised.attributes },
    };
  const { namespace, metricName, dimensions = {}, statistic: stat, periodSeconds } = raised;
  const metric = { namespace, name: metricName, dimensions, stat, periodSeconds, returnData: true };
  return { ...common, ...empty, kind, metrics: [metric], dimensions, periodSeconds };
}

function alarmTold(
  told: Exclude<NonNullable<RunbookCase["alarm"]>, string>,
  { account, at }: { account: string; at: Date },
): Alarm {
  const { name, contributor, namespace, metric, dimensions, tags } = told;
  const region = "eu-central-1";
  return {
    arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
    name,
    account,
    region,
    kind: contributor ? "contributor" : "metric",
    state: "ALARM",
    reason: "Staged.",
    at,
    metrics:
      namespace === undefined && metric === undefined
        ? []
        : [{ namespace, name: metric, dimensions, returnData: true }],
    dimensions,
    children: [],
    ...(contributor && { contributor: { id: "staged", attributes: contributor } }),
    muted: false,
    suppressed: false,
    tags,
  };
}
