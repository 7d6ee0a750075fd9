import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { moment, numeric, readInput } from "../wire/input.ts";
import type { Operations } from "../world.ts";
import type { AlarmHistory } from "./alarm-history.ts";
import { type Alarm, type Alarms, isComposite } from "./alarms.ts";
import { childrenOf, parentsOf } from "./composite-evaluation.ts";
import { Dimensions } from "./put-metric-alarm.ts";

const Text = z.string().nullish();
const Kinds = z.array(z.enum(["MetricAlarm", "CompositeAlarm"])).nullish();
const Page = z.object({ MaxRecords: numeric.nullish(), NextToken: Text });
const DescribeAlarms = Page.extend({
  AlarmNames: z.array(z.string()).max(100).nullish(),
  AlarmNamePrefix: Text,
  AlarmTypes: Kinds,
  ChildrenOfAlarmName: Text,
  ParentsOfAlarmName: Text,
  StateValue: z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]).nullish(),
  ActionPrefix: Text,
});
const ForMetric = z.object({ MetricName: z.string(), Namespace: z.string(), Dimensions });
const History = Page.extend({
  AlarmName: Text,
  AlarmTypes: Kinds,
  HistoryItemType: z.enum(["ConfigurationUpdate", "StateUpdate", "Action"]).nullish(),
  StartDate: moment.nullish(),
  EndDate: moment.nullish(),
  ScanBy: z.enum(["TimestampDescending", "TimestampAscending"]).nullish(),
});

export function describeAlarmOperations(alarms: Alarms, history: AlarmHistory): Operations {
  return {
    DescribeAlarms({ region, input }) {
      const wish = readInput(DescribeAlarms, input);
      if (wish.AlarmNames != null && wish.AlarmNamePrefix != null) {
        throw new AwsError("ValidationError", "AlarmNames and AlarmNamePrefix cannot be specified together.");
      }
      // Composite alarms are shown only to those who ask for them.
      const kinds = wish.AlarmTypes ?? ["MetricAlarm"];
      const wanted = candidates(alarms, region, wish)
        .filter(
          (alarm) => kinds.includes(kindOf(alarm)) || wish.ChildrenOfAlarmName || wish.ParentsOfAlarmName,
        )
        .filter(({ name }) => wish.AlarmNames?.includes(name) ?? name.startsWith(wish.AlarmNamePrefix ?? ""))
        .filter(({ state }) => wish.StateValue == null || state.value === wish.StateValue)
        .filter((alarm) => hasAction(alarm, wish.ActionPrefix));
      const { page, NextToken } = pageOf(wanted, wish, 50);
      return {
        MetricAlarms: page.filter((alarm) => !isComposite(alarm)).map(alarmView),
        CompositeAlarms: page.filter(isComposite).map(compositeView),
        NextToken,
      };
    },
    DescribeAlarmsForMetric({ region, input }) {
      const { MetricName, Namespace, Dimensions: dimensions } = readInput(ForMetric, input);
      const keyOf = (list: { Name: string; Value: string }[] | null | undefined) =>
        JSON.stringify((list ?? []).map(({ Name, Value }) => `${Name}=${Value}`).sort());
      const fitting = alarms.list(region).filter(({ definition }) => {
        if (definition.MetricName !== MetricName || definition.Namespace !== Namespace) return false;
        return keyOf(definition.Dimensions) === keyOf(dimensions);
      });
      return { MetricAlarms: fitting.map(alarmView) };
    },
    DescribeAlarmHistory({ region, input }) {
      const wish = readInput(History, input);
      const kinds = wish.AlarmTypes ?? ["MetricAlarm"];
      const items = history
        .list(region)
        .filter((item) => kinds.includes(item.kind))
        .filter((item) => wish.AlarmName == null || item.alarm === wish.AlarmName)
        .filter((item) => wish.HistoryItemType == null || item.type === wish.HistoryItemType)
        .filter((item) => item.at >= (wish.StartDate ?? 0))
        .filter((item) => item.at <= (wish.EndDate ?? Number.POSITIVE_INFINITY));
      if (wish.ScanBy === "TimestampAscending") items.reverse();
      const { page, NextToken } = pageOf(items, wish, 100);
      return {
        AlarmHistoryItems: page.map((item) => ({
          AlarmName: item.alarm,
          AlarmType: item.kind,
          Timestamp: new Date(item.at),
          HistoryItemType: item.type,
          HistorySummary: item.summary,
          HistoryData: item.data,
        })),
        NextToken,
      };
    },
  };
}

function candidates(
  alarms: Alarms,
  region: string,
  {
    ChildrenOfAlarmName,
    ParentsOfAlarmName,
  }: { ChildrenOfAlarmName?: string | null; ParentsOfAlarmName?: string | null },
): Alarm[] {
  const name = ChildrenOfAlarmName ?? ParentsOfAlarmName;
  if (name == null) return alarms.list(region);
  const alarm = alarms.find(region, name);
  if (alarm === undefined) return [];
  return ChildrenOfAlarmName == null ? parentsOf(alarms, alarm) : childrenOf(alarms, alarm);
}

function pageOf<Item>(
  items: Item[],
  { MaxRecords, NextToken }: { MaxRecords?: number | null; NextToken?: string | null },
  most: number,
): { page: Item[]; NextToken?: string } {
  const from = NextToken == null ? 0 : Number(NextToken);
  if (!Number.isInteger(from) || from < 0 || from > items.length) {
    throw new AwsError("InvalidNextToken", "The next token specified is invalid.");
  }
  const size = MaxRecords ?? most;
  if (size < 1 || size > 100) throw new AwsError("ValidationError", "MaxRecords must be between 1 and 100.");
  const to = from + size;
  return { page: items.slice(from, to), NextToken: to < items.length ? String(to) : undefined };
}

function kindOf(alarm: Alarm): "MetricAlarm" | "CompositeAlarm" {
  return isComposite(alarm) ? "CompositeAlarm" : "MetricAlarm";
}

function hasAction({ definition }: Alarm, prefix: string | null | undefined): boolean {
  if (prefix == null) return true;
  const { OKActions, AlarmActions, InsufficientDataActions } = definition;
  return [OKActions, AlarmActions, InsufficientDataActions].some((actions) =>
    actions?.some((action) => action.startsWith(prefix)),
  );
}

function sharedView({ name, arn, definition, state, updatedAt }: Alarm): object {
  const stated = Object.entries(definition).filter(([, value]) => value != null);
  return {
    AlarmName: name,
    AlarmArn: arn,
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...Object.fromEntries(stated),
    AlarmConfigurationUpdatedTimestamp: new Date(updatedAt),
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.reasonData,
    StateUpdatedTimestamp: new Date(state.at),
    StateTransitionedTimestamp: new Date(state.since),
  };
}

function alarmView(alarm: Alarm): object {
  return {
    ...sharedView(alarm),
    ...(alarm.definition.Metrics ? {} : { Dimensions: alarm.definition.Dimensions ?? [] }),
  };
}

function compositeView(alarm: Alarm): object {
  const { suppressedBy } = alarm.state;
  if (suppressedBy === undefined) return sharedView(alarm);
  const ActionsSuppressedReason = `Actions suppressed by ${suppressedBy}`;
  return { ...sharedView(alarm), ActionsSuppressedBy: suppressedBy, ActionsSuppressedReason };
}
