import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { CairnError } from "../../domain/errors.ts";
import { nameOf } from "../errors.ts";
import { type ConnectPart, sameJson } from "./connect-part.ts";

type EventBridge = Pick<EventBridgeClient, "send">;

/** The rule on the default bus that picks alarm events. It stays while it has other targets than ours. */
export function rulePart(
  eventbridge: EventBridge,
  wanted: { name: string; description: string; pattern: object },
): ConnectPart {
  const { name: Name, pattern } = wanted;
  return {
    resource: `rule ${Name}`,
    async inspect() {
      const rule = await unlessMissing(eventbridge.send(new DescribeRuleCommand({ Name })));
      if (!rule) return undefined;
      const differences: string[] = [];
      if (rule.State !== "ENABLED") differences.push(`State is ${rule.State}, should be ENABLED`);
      if (!sameJson(rule.EventPattern, pattern)) {
        differences.push(
          `EventPattern is ${rule.EventPattern ?? "not set"}, should be ${JSON.stringify(pattern)}`,
        );
      }
      return differences;
    },
    async settle() {
      await eventbridge.send(
        new PutRuleCommand({
          Name,
          Description: wanted.description,
          EventPattern: JSON.stringify(pattern),
          State: "ENABLED",
        }),
      );
    },
    async remove() {
      const others = await targetsOf(eventbridge, Name);
      if (others.length > 0) {
        return `has other targets: ${others.map(({ Id }) => Id).join(", ")}. Remove them first`;
      }
      await eventbridge.send(new DeleteRuleCommand({ Name }));
      return undefined;
    },
  };
}

/** The rule's target: the queue, with dead letters for what it does not take. Other targets are left alone. */
export function targetPart(
  eventbridge: EventBridge,
  Rule: string,
  wanted: { id: string; arn: string; deadLettersArn: string },
): ConnectPart {
  return {
    resource: `target ${wanted.id}`,
    async inspect() {
      const targets = await targetsOf(eventbridge, Rule);
      const target = targets.find(({ Id }) => Id === wanted.id);
      if (!target) return undefined;
      const differences: string[] = [];
      if (target.Arn !== wanted.arn) differences.push(`Arn is ${target.Arn}, should be ${wanted.arn}`);
      if (target.DeadLetterConfig?.Arn !== wanted.deadLettersArn) {
        const found = target.DeadLetterConfig?.Arn ?? "not set";
        differences.push(`DeadLetterConfig is ${found}, should be ${wanted.deadLettersArn}`);
      }
      if (target.Input ?? target.InputPath ?? target.InputTransformer) {
        differences.push("the event is changed on its way; it should be delivered whole");
      }
      return differences;
    },
    async settle() {
      const DeadLetterConfig = { Arn: wanted.deadLettersArn };
      const answer = await eventbridge.send(
        new PutTargetsCommand({ Rule, Targets: [{ Id: wanted.id, Arn: wanted.arn, DeadLetterConfig }] }),
      );
      requireNoneFailed("PutTargets", answer.FailedEntries);
    },
    async remove() {
      const answer = await eventbridge.send(new RemoveTargetsCommand({ Rule, Ids: [wanted.id] }));
      requireNoneFailed("RemoveTargets", answer.FailedEntries);
      return undefined;
    },
  };
}

/** Five targets are the most a rule can have, so one page holds them all. */
async function targetsOf(eventbridge: EventBridge, Rule: string): Promise<Target[]> {
  const answer = await unlessMissing(eventbridge.send(new ListTargetsByRuleCommand({ Rule })));
  return answer?.Targets ?? [];
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (nameOf(error) === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** EventBridge answers 200 although an entry failed. */
function requireNoneFailed(
  call: string,
  failed: { ErrorCode?: string; ErrorMessage?: string }[] | undefined,
): void {
  const [first] = failed ?? [];
  if (first) {
    throw new CairnError(
      "aws",
      `AWS refused events:${call}: ${first.ErrorCode}, ${first.ErrorMessage}. Mend that, then run it again.`,
    );
  }
}
