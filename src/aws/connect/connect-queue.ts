import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { z } from "zod";
import { nameOf } from "../errors.ts";
import { type ConnectPart, sameJson } from "./connect-part.ts";
import type { PolicyStatement } from "./connect-wanted.ts";

export interface WantedQueue {
  name: string;
  attributes: Partial<Record<QueueAttributeName, string>>;
  statement: PolicyStatement;
  /** The queue whose dead letters it takes. */
  deadLettersOf?: string;
}

const policy = z.looseObject({ Statement: z.array(z.looseObject({ Sid: z.string().optional() })) });

/** A queue with its settings and the one statement of its policy that is ours; other statements are left alone. */
export function queuePart(sqs: Pick<SQSClient, "send">, wanted: WantedQueue): ConnectPart {
  const { name, attributes, statement } = wanted;

  async function findUrl(): Promise<string | undefined> {
    try {
      return (await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function read(QueueUrl: string): Promise<Partial<Record<string, string>>> {
    const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    return answer.Attributes ?? {};
  }

  return {
    resource: `queue ${name}`,
    neededBy: wanted.deadLettersOf && `queue ${wanted.deadLettersOf}`,
    address: findUrl,
    async inspect() {
      const url = await findUrl();
      if (url === undefined) return undefined;
      const found = await read(url);
      const differences = Object.entries(attributes).flatMap(([attribute, value]) =>
        found[attribute] === value || sameJson(found[attribute], parsed(value))
          ? []
          : [`${attribute} is ${found[attribute] ?? "not set"}, should be ${value}`],
      );
      const ours = statementsOf(found.Policy).find(({ Sid }) => Sid === statement.Sid);
      if (!sameJson(JSON.stringify(ours), statement)) {
        differences.push("Policy does not let the rule, and only the rule, send");
      }
      return differences;
    },
    async settle() {
      const url = await findUrl();
      if (url === undefined) {
        const Attributes = { ...attributes, Policy: policyWith(undefined, statement) };
        await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
        return;
      }
      const Attributes = { ...attributes, Policy: policyWith((await read(url)).Policy, statement) };
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes }));
    },
    async remove() {
      const QueueUrl = await findUrl();
      if (QueueUrl === undefined) return undefined;
      const found = await read(QueueUrl);
      const held =
        Number(found.ApproximateNumberOfMessages ?? 0) +
        Number(found.ApproximateNumberOfMessagesNotVisible ?? 0);
      if (held > 0) {
        return `holds about ${held} messages. Let Cairn take them or purge the queue, then remove again`;
      }
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      return undefined;
    },
  };
}

function isMissing(error: unknown): boolean {
  return ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"].includes(nameOf(error));
}

function parsed(value: string): unknown {
  return JSON.parse(value);
}

function statementsOf(text: string | undefined) {
  const found = policy.safeParse(text ? parsed(text) : undefined);
  return found.success ? found.data.Statement : [];
}

function policyWith(existing: string | undefined, statement: PolicyStatement): string {
  const others = statementsOf(existing).filter(({ Sid }) => Sid !== statement.Sid);
  return JSON.stringify({ Version: "2012-10-17", Statement: [...others, statement] });
}
