import { allowsDelivery } from "../queues/queue-policy.ts";
import { sendTo } from "../queues/sqs-queue.ts";
import type { Queues } from "../queues/sqs-queues.ts";
import type { World } from "../world.ts";
import type { BusEvent } from "./bus-event.ts";
import type { Bus, EventBuses, Rule, RuleTarget } from "./event-buses.ts";
import { targetInput } from "./event-target-input.ts";

export type DeliverEvent = (bus: Bus, event: BusEvent) => void;

/**
 * Puts an event on a bus: each matching rule sends it to its targets. As in AWS, a queue whose policy does not let
 * EventBridge in gets nothing and nobody is told; here the account's report says so.
 */
export function createEventDelivery(world: World, buses: EventBuses, queues: Queues): DeliverEvent {
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
    const reason = sendToQueue(rule, target.Arn, targetInput(target, event, rule.arn), {});
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
    if (!arn.startsWith("arn:aws:sqs:")) return "The sandbox account delivers to SQS queues only.";
    const queue = queues.byArn(arn);
    if (queue === undefined) return "The queue does not exist.";
    if (
      !allowsDelivery(queue.attributes.Policy, {
        ruleArn: rule.arn,
        queueArn: arn,
        accountId: world.accountId,
      })
    ) {
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
