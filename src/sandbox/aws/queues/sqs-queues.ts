import { AwsError } from "../wire/aws-error.ts";
import type { World } from "../world.ts";
import { readRedrivePolicy } from "./sqs-attributes.ts";
import type { Queue } from "./sqs-queue.ts";

/** The account's queues by Region and name. */
export interface Queues {
  list: (region: string) => Queue[];
  find: (region: string, name: string) => Queue | undefined;
  byArn: (arn: string) => Queue | undefined;
  /** By URL; only the last part counts, since the account may have moved to another port. Throws QueueDoesNotExist. */
  byUrl: (region: string, url: string | undefined) => Queue;
  create: (
    region: string,
    name: string,
    attributes: Record<string, string>,
    tags: Record<string, string>,
  ) => Queue;
  remove: (queue: Queue) => void;
  deadLettersOf: (queue: Queue) => { queue: Queue; maxReceives: number } | undefined;
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

export function createQueues({ accountId, clock }: World): Queues {
  const queues = new Map<string, Queue>();
  const byArn = (arn: string) => [...queues.values()].find((queue) => queue.arn === arn);
  const find = (region: string, name: string) => queues.get(`${region} ${name}`);
  return {
    list: (region) =>
      [...queues.values()]
        .filter((queue) => queue.region === region)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    find,
    byArn,
    byUrl(region, url) {
      const name = url?.split("/").at(-1) ?? "";
      const queue = find(region, name);
      if (queue === undefined) throw queueDoesNotExist();
      return queue;
    },
    create(region, name, attributes, tags) {
      const arn = `arn:aws:sqs:${region}:${accountId}:${name}`;
      const createdAt = clock().getTime();
      const queue: Queue = {
        name,
        region,
        arn,
        createdAt,
        attributes,
        tags,
        messages: [],
        waiting: new Set(),
      };
      queues.set(`${region} ${name}`, queue);
      return queue;
    },
    remove: (queue) => queues.delete(`${queue.region} ${queue.name}`),
    deadLettersOf(queue) {
      const policy = readRedrivePolicy(queue.attributes.RedrivePolicy);
      const target = policy && byArn(policy.deadLetterTargetArn);
      return target && policy ? { queue: target, maxReceives: policy.maxReceiveCount } : undefined;
    },
    // A message under way at a stop is visible again at the next start, as after any lost consumer.
    snapshot: () =>
      [...queues.values()].map(({ waiting, ...queue }) => ({
        ...queue,
        messages: queue.messages.map((message) => ({ ...message, visibleAt: 0 })),
      })),
    restore(saved) {
      for (const queue of saved as Omit<Queue, "waiting">[]) {
        queues.set(`${queue.region} ${queue.name}`, { ...queue, waiting: new Set() });
      }
    },
  };
}

export function queueDoesNotExist(): AwsError {
  return new AwsError("QueueDoesNotExist", "The specified queue does not exist.", {
    queryCode: "AWS.SimpleQueueService.NonExistentQueue",
  });
}
