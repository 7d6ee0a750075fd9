import { allowsDelivery } from "../queues/queue-policy.ts";
import { sendTo } from "../queues/sqs-queue.ts";
import type { World } from "../world.ts";
import type { BusEvent } from "./bus-event.ts";
import type { Bus, EventBuses, Rule, RuleTarget } from "./event-buses.ts";
import { targetInput } from "./event-target-input.ts";

const SERVICE = "events.amazonaws.com";

export type DeliverEvent = (bus: Bus, event: BusEvent) => void;

/**
 * Puts an event on a bus: each matching rule sends it to its targets. As in AWS, a queue whose policy does not let
 * EventBridge in gets nothing and nobody is told; here the account's report says so.
 */
export function createEventDelivery(world: World, buses: EventBuses): DeliverEvent {
  return (bus, event) => {
    for (const rule of buses.matching(bus, event)) {
      for (const target of rule.targets) {
        const reason = deliver(rule, target, event);
        if (reason !== undefined) world.report.undelivered(rule.arn, target.Arn, reason);
      }
    }
    world.changed();
  };

  function deliver(rule: Rule, target: RuleTarget, event: BusEvent): string | undefined {
    const input = targetInput(target, event, rule.arn);
    const reason = target.Arn.startsWith("arn:aws:sns:")
      ? world.publish(
          target.Arn,
          { message: input, at: world.clock() },
          { service: SERVICE, sourceArn: rule.arn },
        )
      : sendToQueue(rule, target.Arn, input, {});
    const deadLetters = target.DeadLetterConfig?.Arn;
    if (reason === undefined || !deadLetters) return reason;
    const facts = { RULE_ARN: rule.arn, TARGET_ARN: target.Arn, ERROR_MESSAGE: reason };
    sendToQueue(rule, deadLetters, JSON.stringify(event), facts);
    return reason;
  }

  function sendToQueue(
    rule: Rule,
    arn: string,
    body: string,
    facts: Record<string, string>,
  ): string | undefined {
    if (!arn.startsWith("arn:aws:sqs:"))
      return "The sandbox account delivers to SQS queues and SNS topics only.";
    const queue = world.queueByArn(arn);
    if (queue === undefined) return "The queue does not exist.";
    const { accountId } = world;
    const delivery = { service: SERVICE, sourceArn: rule.arn, accountId, resourceArn: arn } as const;
    if (!allowsDelivery(queue.attributes.Policy, { ...delivery, action: "sqs:SendMessage" })) {
      return "The queue's policy does not allow events.amazonaws.com to send messages for this rule.";
    }
    const texts = Object.entries(facts).map(([name, StringValue]) => [
      name,
      { DataType: "String", StringValue },
    ]);
    sendTo(queue, { body, sentAt: world.clock().getTime(), messageAttributes: Object.fromEntries(texts) });
    return undefined;
  }
}
