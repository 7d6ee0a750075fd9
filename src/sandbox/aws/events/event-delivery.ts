import { allowsDelivery } from "../queues/queue-policy.ts";
import { sendTo } from "../queues/sqs-queue.ts";
import type { World } from "../world.ts";
import type { BusEvent } from "./bus-event.ts";
import type { Destinations } from "./connections.ts";
import { createDestinationDelivery, type DeliveryFailure } from "./destination-delivery.ts";
import type { Bus, EventBuses, Rule, RuleTarget } from "./event-buses.ts";
import { targetInput } from "./event-target-input.ts";

const SERVICE = "events.amazonaws.com";

/** `quiet`: only for rules that ask for all management events of CloudTrail. */
export type DeliverEvent = (bus: Bus, event: BusEvent, options?: { quiet?: boolean }) => void;

/**
 * Puts an event on a bus: each matching rule sends it to its targets. As in AWS, a queue whose policy does not let
 * EventBridge in gets nothing and nobody is told; here the account's report says so.
 */
export function createEventDelivery(
  world: World,
  { buses, destinations }: { buses: EventBuses; destinations: Destinations },
): DeliverEvent {
  const callDestination = createDestinationDelivery(world, destinations);
  return (bus, event, { quiet = false } = {}) => {
    for (const rule of buses.matching(bus, event)) {
      if (quiet && rule.state !== "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS") continue;
      for (const target of rule.targets) deliver(rule, target, event);
    }
    world.changed();
  };

  function deliver(rule: Rule, target: RuleTarget, event: BusEvent): void {
    const input = targetInput(target, event, rule.arn);
    const giveUp = (failure: DeliveryFailure) => bury(rule, target, event, failure);
    if (target.Arn.includes(":api-destination/")) {
      callDestination(target, { input, event }, giveUp);
      return;
    }
    const reason = target.Arn.startsWith("arn:aws:sns:")
      ? world.publish(
          target.Arn,
          { message: input, at: world.clock() },
          { service: SERVICE, sourceArn: rule.arn },
        )
      : sendToQueue(rule, target.Arn, input, {});
    if (reason !== undefined) giveUp({ reason, code: "NO_PERMISSIONS", retries: 0 });
  }

  /** To the target's dead letters, if it has some; else the event is gone. */
  function bury(rule: Rule, target: RuleTarget, event: BusEvent, failure: DeliveryFailure): void {
    const { reason, code, exhausted, retries } = failure;
    world.report.undelivered(rule.arn, target.Arn, reason);
    const deadLetters = target.DeadLetterConfig?.Arn;
    if (!deadLetters) return;
    const lost = sendToQueue(rule, deadLetters, JSON.stringify(event), {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: code,
      ERROR_MESSAGE: reason,
      RETRY_ATTEMPTS: String(retries),
      ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    });
    if (lost !== undefined) world.report.undelivered(rule.arn, deadLetters, lost);
    world.changed();
  }

  function sendToQueue(
    rule: Rule,
    arn: string,
    body: string,
    facts: Record<string, string>,
  ): string | undefined {
    if (!arn.startsWith("arn:aws:sqs:")) {
      return "The sandbox account delivers to SQS queues, SNS topics and API destinations only.";
    }
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
