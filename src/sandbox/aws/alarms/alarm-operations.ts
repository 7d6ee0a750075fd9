import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { numeric, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import type { AlarmChanges } from "./alarm-changes.ts";
import { type Alarm, type Alarms, isComposite } from "./alarms.ts";
import { childrenOf, parentsOf } from "./composite-evaluation.ts";
import { alarmsOf, parseCompositeRule } from "./composite-rule.ts";
import { AlarmSettings, asRecord, readMetricAlarm, requireActions } from "./put-metric-alarm.ts";

const PutCompositeAlarm = AlarmSettings.extend({
  AlarmRule: z.string().min(1).max(10_240),
  ActionsSuppressor: z.string().nullish(),
  ActionsSuppressorWaitPeriod: numeric.nullish(),
  ActionsSuppressorExtensionPeriod: numeric.nullish(),
});
const SetAlarmState = z.object({
  AlarmName: z.string(),
  StateValue: z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]),
  StateReason: z.string().max(1023),
  StateReasonData: z.string().max(4000).nullish(),
});
const Names = z.object({ AlarmNames: z.array(z.string()).max(100).nullish() });

/** Making, changing and removing alarms of both kinds. */
export function alarmOperations(
  world: World,
  parts: {
    alarms: Alarms;
    changes: AlarmChanges;
    watch: (alarm: Alarm) => void;
    begin: (alarm: Alarm) => void;
  },
): Operations {
  const { alarms, changes, watch, begin } = parts;
  const put = (region: string, made: Pick<Alarm, "name" | "definition" | "tags">): Alarm => {
    const at = world.clock().getTime();
    const reason = "Unchecked: Initial alarm creation";
    const existing = alarms.find(region, made.name);
    const alarm: Alarm = {
      ...made,
      arn: alarms.arnOf(region, made.name),
      region,
      state: existing?.state ?? { value: "INSUFFICIENT_DATA", reason, at, since: at },
      updatedAt: at,
      // Tags of an existing alarm are left alone, as AWS does.
      tags: existing?.tags ?? made.tags,
    };
    changes.save(alarm);
    return alarm;
  };
  const switchActions =
    (ActionsEnabled: boolean): Operations[string] =>
    ({ region, input }) => {
      for (const name of readInput(Names, input).AlarmNames ?? []) {
        const alarm = alarms.find(region, name);
        if (alarm) changes.save({ ...alarm, definition: { ...alarm.definition, ActionsEnabled } });
      }
      return {};
    };
  return {
    PutMetricAlarm({ region, input }) {
      const read = readMetricAlarm(input);
      requireKind(alarms.find(region, read.name), false);
      watch(put(region, read));
      return {};
    },
    PutCompositeAlarm({ region, input }) {
      const { AlarmName: name, Tags, ...definition } = readInput(PutCompositeAlarm, input);
      requireKind(alarms.find(region, name), true);
      requireActions(definition);
      requireChildren(alarms, region, { name, rule: definition.AlarmRule });
      const { ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } = definition;
      const periods = [ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod];
      if (
        ActionsSuppressor
          ? periods.some((period) => period == null)
          : periods.some((period) => period != null)
      ) {
        throw new AwsError(
          "ValidationError",
          "ActionsSuppressor, ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod go together.",
        );
      }
      begin(put(region, { name, definition, tags: asRecord(Tags) }));
      return {};
    },
    SetAlarmState({ region, input }) {
      const { AlarmName, StateValue, StateReason, StateReasonData } = readInput(SetAlarmState, input);
      if (StateReasonData != null) requireJson(StateReasonData);
      changes.setState({
        alarmName: AlarmName,
        region,
        state: StateValue,
        reason: StateReason,
        reasonData: StateReasonData ?? undefined,
      });
      return {};
    },
    EnableAlarmActions: switchActions(true),
    DisableAlarmActions: switchActions(false),
    DeleteAlarms({ region, input }) {
      const named = (readInput(Names, input).AlarmNames ?? []).flatMap(
        (name) => alarms.find(region, name) ?? [],
      );
      for (const alarm of named) {
        const parents = parentsOf(alarms, alarm).filter((parent) => !named.includes(parent));
        if (parents.length === 0) continue;
        throw new AwsError(
          "ValidationError",
          `Cannot delete ${alarm.name} as there are composite alarms depending on it: ${parents.map(({ name }) => name).join(", ")}.`,
        );
      }
      for (const alarm of named) changes.remove(alarm);
      return {};
    },
  };
}

function requireKind(existing: Alarm | undefined, composite: boolean): void {
  if (existing === undefined || isComposite(existing) === composite) return;
  throw new AwsError("ValidationError", `There is already an alarm of another kind named ${existing.name}.`);
}

function requireChildren(
  alarms: Alarms,
  region: string,
  { name, rule }: { name: string; rule: string },
): void {
  const names = alarmsOf(parseCompositeRule(rule));
  const missing = names.filter((child) => alarms.find(region, child) === undefined && child !== name);
  if (missing.length > 0) {
    throw new AwsError(
      "ValidationError",
      `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist.`,
    );
  }
  const own = alarms.arnOf(region, name);
  const reaches = (child: string, seen: Set<string>): boolean => {
    const alarm = alarms.find(region, child);
    if (child === name || alarm?.arn === own) return true;
    if (alarm === undefined || seen.has(alarm.arn)) return false;
    seen.add(alarm.arn);
    return childrenOf(alarms, alarm).some((grandchild) => reaches(grandchild.name, seen));
  };
  if (names.some((child) => reaches(child, new Set()))) {
    throw new AwsError("ValidationError", "AlarmRule must not contain cycles.");
  }
}

function requireJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError("InvalidFormat", "StateReasonData is not valid JSON.", { queryCode: "InvalidFormat" });
  }
}
