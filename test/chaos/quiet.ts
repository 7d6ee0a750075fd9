import type { World } from "./world.ts";

export interface Waiting {
  inbox: number;
  outbox: number;
  runs: number;
  queue: number;
}

/** What is still on its way through Cairn. */
export async function waiting({ pool, sqs, queueUrl }: World): Promise<Waiting> {
  const { rows } = await pool.query<Omit<Waiting, "queue">>(
    `select (select count(*) from inbox where state = 'new')::int as inbox,
            (select count(*) from outbox where state in ('pending', 'sending'))::int as outbox,
            (select count(*) from run where state in ('queued', 'running'))::int as runs`,
  );
  const { GetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["All"] }),
  );
  const queue =
    Number(Attributes?.ApproximateNumberOfMessages ?? 0) +
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
  return { ...(rows[0] ?? { inbox: 0, outbox: 0, runs: 0 }), queue };
}

/** How long a scenario under load may take to come to rest: what is still on its way is late, not lost. */
export const drainMs = (scale: number): number => 60_000 + 60_000 * scale;

/** Waits until nothing is on its way; what is left when time is up comes back. */
export async function untilQuiet(world: World, withinMs: number): Promise<Waiting> {
  const until = performance.now() + withinMs;
  for (;;) {
    const left = await waiting(world).catch(() => undefined);
    const still = left && Object.values(left).every((count) => count === 0);
    if (still || performance.now() > until) return left ?? { inbox: -1, outbox: -1, runs: -1, queue: -1 };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
