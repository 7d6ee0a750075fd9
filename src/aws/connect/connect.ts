import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { awsError } from "../errors.ts";
import type { ConnectPart } from "./connect-part.ts";
import { queuePart } from "./connect-queue.ts";
import { rulePart, targetPart } from "./connect-rule.ts";
import { wantedConnection } from "./connect-wanted.ts";

export type ConnectMode = "show" | "apply" | "remove";

export interface ConnectStep {
  /** For people: `queue cairn-alarms`. */
  resource: string;
  action: "exists" | "would create" | "differs" | "created" | "changed" | "removed" | "is not there" | "kept";
  /** What differs or differed, why it was kept, or where it is; empty when there is nothing to say. */
  detail: string;
}

/**
 * What an account needs for its alarms to arrive: two queues, a rule and its target. `show` only looks, `apply`
 * makes what is missing or differs, `remove` takes away what `apply` made, unless it is still needed. Each may be
 * run again. Throws a CairnError that names the right that is missing.
 */
export async function connectAccount(
  clients: {
    sqs: Pick<SQSClient, "send">;
    eventbridge: Pick<EventBridgeClient, "send">;
    accountId: string;
  },
  options: { mode: ConnectMode; region: string; prefix?: string },
): Promise<ConnectStep[]> {
  const { sqs, eventbridge, accountId } = clients;
  const { mode, region, prefix = "cairn-" } = options;
  const wanted = wantedConnection({ accountId, region, prefix });
  const parts: [ConnectPart, service: string][] = [
    [queuePart(sqs, wanted.deadLetters), "sqs"],
    [queuePart(sqs, wanted.queue), "sqs"],
    [rulePart(eventbridge, wanted.rule), "events"],
    [targetPart(eventbridge, wanted.rule.name, wanted.target), "events"],
  ];
  const steps: ConnectStep[] = [];
  for (const [part, service] of mode === "remove" ? parts.reverse() : parts) {
    try {
      const keeper = steps.find(({ resource, action }) => resource === part.neededBy && action === "kept");
      const outcome = keeper ? keptFor(keeper) : await STEP[mode](part);
      steps.push({ resource: part.resource, ...outcome });
    } catch (error) {
      throw awsError(error, { action: `${service}:*`, account: accountId, region, resource: "*" });
    }
  }
  return steps;
}

type Outcome = Omit<ConnectStep, "resource">;

const STEP: Record<ConnectMode, (part: ConnectPart) => Promise<Outcome>> = {
  async show(part) {
    const differences = await part.inspect();
    if (!differences) return { action: "would create", detail: "" };
    if (differences.length > 0) return { action: "differs", detail: differences.join("; ") };
    return { action: "exists", detail: await addressOf(part) };
  },
  async apply(part) {
    const differences = await part.inspect();
    if (differences?.length === 0) return { action: "exists", detail: await addressOf(part) };
    await part.settle();
    return differences
      ? { action: "changed", detail: differences.join("; ") }
      : { action: "created", detail: await addressOf(part) };
  },
  async remove(part) {
    if (!(await part.inspect())) return { action: "is not there", detail: "" };
    const reason = await part.remove();
    return reason === undefined ? { action: "removed", detail: "" } : { action: "kept", detail: reason };
  },
};

async function addressOf(part: ConnectPart): Promise<string> {
  return (await part.address?.()) ?? "";
}

function keptFor(keeper: ConnectStep): Outcome {
  return { action: "kept", detail: `${keeper.resource} was kept and needs it` };
}
