import type { Operations, World } from "../world.ts";
import { actOnTransitions } from "./alarm-actions.ts";
import { type AlarmChanges, createAlarmChanges, type TellBus } from "./alarm-changes.ts";
import { type AlarmHistory, createAlarmHistory } from "./alarm-history.ts";
import { alarmOperations } from "./alarm-operations.ts";
import { alarmTagOperations } from "./alarm-tags.ts";
import { type Alarms, createAlarms, isComposite } from "./alarms.ts";
import { createCompositeEvaluation } from "./composite-evaluation.ts";
import { describeAlarmOperations } from "./describe-alarms.ts";
import { createMetricEvaluation } from "./metric-evaluation.ts";
import { metricOperations } from "./metric-operations.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { createScriptedAlarms, type ScriptedAlarms } from "./scripted-alarms.ts";

/** Metrics and the alarms on them. */
export interface CloudWatch {
  operations: Operations;
  alarms: Alarms;
  changes: AlarmChanges;
  history: AlarmHistory;
  metrics: Metrics;
  scripted: ScriptedAlarms;
  /** Goes on with the alarms of a restored state. */
  begin: () => void;
}

export function createCloudWatch(world: World, tellBus: TellBus): CloudWatch {
  const alarms = createAlarms(world);
  const history = createAlarmHistory();
  const metrics = createMetrics();
  const changes = createAlarmChanges(world, { alarms, history, tellBus });
  actOnTransitions(world, changes, history);
  const { watch } = createMetricEvaluation(world, { alarms, metrics, changes });
  const { begin } = createCompositeEvaluation(world, { alarms, changes });
  return {
    alarms,
    changes,
    history,
    metrics,
    scripted: createScriptedAlarms(world, { alarms, changes, tellBus }),
    operations: {
      ...alarmOperations(world, { alarms, changes, watch, begin }),
      ...describeAlarmOperations(alarms, history),
      ...alarmTagOperations(world, alarms),
      ...metricOperations(world, metrics),
    },
    begin() {
      for (const alarm of alarms.all()) if (!isComposite(alarm)) watch(alarm);
    },
  };
}
