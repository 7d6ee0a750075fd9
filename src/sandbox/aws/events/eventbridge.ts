import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import type { Destinations } from "./connections.ts";
import type { EventBuses, Rule } from "./event-buses.ts";
import type { DeliverEvent } from "./event-delivery.ts";
import { compileEventPattern } from "./event-pattern.ts";
import { busOperations } from "./eventbridge-buses.ts";
import { connectionOperations } from "./eventbridge-connections.ts";
import { destinationOperations } from "./eventbridge-destinations.ts";
import { putEvents } from "./eventbridge-put-events.ts";
import { requireBus, requireRule } from "./eventbridge-rules.ts";
import { targetOperations } from "./eventbridge-targets.ts";

const STATES = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"] as const;
const Name = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/);
const OnBus = z.object({ EventBusName: z.string().nullish() });
const RuleName = OnBus.extend({ Name });
const PutRule = RuleName.extend({
  EventPattern: z.string().max(4096).nullish(),
  ScheduleExpression: z.string().nullish(),
  State: z.enum(STATES).nullish(),
  Description: z.string().max(512).nullish(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).nullish(),
});
const ListRules = OnBus.extend({ NamePrefix: z.string().nullish() });
const TestEventPattern = z.object({ EventPattern: z.string(), Event: z.string() });

/** EventBridge: buses, rules and their targets, API destinations, and events of one's own. */
export function eventBridgeOperations(
  world: World,
  { buses, destinations, deliver }: { buses: EventBuses; destinations: Destinations; deliver: DeliverEvent },
): Operations {
  const setState =
    (state: Rule["state"]): Operations[string] =>
    ({ region, input }) => {
      const { EventBusName, Name: name } = readInput(RuleName, input);
      buses.saveRule({ ...requireRule(buses, region, EventBusName, name), state });
      world.changed();
      return {};
    };
  return {
    ...busOperations(world, buses),
    ...targetOperations(world, buses),
    ...connectionOperations(world, destinations),
    ...destinationOperations(world, destinations),
    PutEvents: (call) => putEvents(world, buses, deliver, call),
    PutRule({ region, input }) {
      const rule = readInput(PutRule, input);
      const bus = requireBus(buses, region, rule.EventBusName);
      if (rule.EventPattern == null && rule.ScheduleExpression == null) {
        throw new AwsError(
          "ValidationException",
          "Parameter(s) EventPattern or ScheduleExpression must be specified.",
        );
      }
      const path = bus.name === "default" ? rule.Name : `${bus.name}/${rule.Name}`;
      const arn = `arn:aws:events:${region}:${world.accountId}:rule/${path}`;
      const existing = buses.rule(bus, rule.Name);
      buses.saveRule({
        name: rule.Name,
        arn,
        bus: bus.name,
        region,
        description: rule.Description ?? undefined,
        eventPattern: rule.EventPattern ?? undefined,
        scheduleExpression: rule.ScheduleExpression ?? undefined,
        state: rule.State ?? "ENABLED",
        targets: existing?.targets ?? [],
      });
      // Tags of an existing rule are left alone, as AWS does.
      if (!existing && rule.Tags) {
        buses.tags.set(arn, Object.fromEntries(rule.Tags.map(({ Key, Value }) => [Key, Value])));
      }
      world.changed();
      return { RuleArn: arn };
    },
    DescribeRule({ region, input }) {
      const { EventBusName, Name: name } = readInput(RuleName, input);
      return { ...ruleView(requireRule(buses, region, EventBusName, name)), CreatedBy: world.accountId };
    },
    ListRules({ region, input }) {
      const { EventBusName, NamePrefix } = readInput(ListRules, input);
      const rules = buses.rules(requireBus(buses, region, EventBusName));
      return { Rules: rules.filter((rule) => rule.name.startsWith(NamePrefix ?? "")).map(ruleView) };
    },
    EnableRule: setState("ENABLED"),
    DisableRule: setState("DISABLED"),
    DeleteRule({ region, input }) {
      const { EventBusName, Name: name } = readInput(RuleName, input);
      const rule = buses.rule(requireBus(buses, region, EventBusName), name);
      if (rule === undefined) return {};
      if (rule.targets.length > 0) {
        throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
      }
      buses.removeRule(rule);
      buses.tags.delete(rule.arn);
      world.changed();
      return {};
    },
    TestEventPattern({ input }) {
      const { EventPattern, Event } = readInput(TestEventPattern, input);
      const matches = compileEventPattern(EventPattern);
      try {
        return { Result: matches(JSON.parse(Event)) };
      } catch {
        throw new AwsError("ValidationException", "Parameter Event is not valid.");
      }
    },
  };
}

function ruleView(rule: Rule): object {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.eventPattern,
    ScheduleExpression: rule.scheduleExpression,
    State: rule.state,
    Description: rule.description,
    EventBusName: rule.bus,
  };
}
