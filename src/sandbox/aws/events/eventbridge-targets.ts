import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { numeric, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import { requireTarget } from "./check-target.ts";
import type { EventBuses } from "./event-buses.ts";
import { requireBus, requireRule } from "./eventbridge-rules.ts";

const OnBus = z.object({ EventBusName: z.string().nullish() });
const OfRule = OnBus.extend({ Rule: z.string() });
const Target = z.looseObject({
  Id: z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/),
  Arn: z.string(),
  Input: z.string().nullish(),
  InputPath: z.string().nullish(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).nullish(), InputTemplate: z.string() })
    .nullish(),
  DeadLetterConfig: z.object({ Arn: z.string().nullish() }).nullish(),
  RoleArn: z.string().nullish(),
  RetryPolicy: z
    .object({ MaximumRetryAttempts: numeric.nullish(), MaximumEventAgeInSeconds: numeric.nullish() })
    .nullish(),
  HttpParameters: z
    .object({
      PathParameterValues: z.array(z.string()).nullish(),
      HeaderParameters: z.record(z.string(), z.string()).nullish(),
      QueryStringParameters: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
});
const PutTargets = OfRule.extend({ Targets: z.array(Target).min(1).max(100) });
const RemoveTargets = OfRule.extend({ Ids: z.array(z.string()).min(1) });
const ByTarget = OnBus.extend({ TargetArn: z.string() });
const MAX_TARGETS = 5;

export function targetOperations(world: World, buses: EventBuses): Operations {
  return {
    PutTargets({ region, input }) {
      const { Rule, EventBusName, Targets } = readInput(PutTargets, input);
      const rule = requireRule(buses, region, EventBusName, Rule);
      const kept = new Map(rule.targets.map((target) => [target.Id, target]));
      for (const target of Targets) {
        requireTarget(target);
        kept.set(target.Id, target);
      }
      if (kept.size > MAX_TARGETS) {
        throw new AwsError(
          "LimitExceededException",
          "The requested resource exceeds the maximum number allowed.",
        );
      }
      buses.saveRule({ ...rule, targets: [...kept.values()] });
      world.changed();
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule({ region, input }) {
      const { Rule, EventBusName } = readInput(OfRule, input);
      return { Targets: requireRule(buses, region, EventBusName, Rule).targets };
    },
    ListRuleNamesByTarget({ region, input }) {
      const { TargetArn, EventBusName } = readInput(ByTarget, input);
      const rules = buses.rules(requireBus(buses, region, EventBusName));
      const aimed = rules.filter(({ targets }) => targets.some((target) => target.Arn === TargetArn));
      return { RuleNames: aimed.map((rule) => rule.name) };
    },
    RemoveTargets({ region, input }) {
      const { Rule, EventBusName, Ids } = readInput(RemoveTargets, input);
      const rule = requireRule(buses, region, EventBusName, Rule);
      buses.saveRule({ ...rule, targets: rule.targets.filter((target) => !Ids.includes(target.Id)) });
      world.changed();
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  };
}
