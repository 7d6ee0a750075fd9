import { DeleteMessageBatchCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { TimelineEntry } from "../../../src/domain/timeline/timeline.ts";
import type { World } from "../world.ts";
import { byKey, few, rows } from "./rows.ts";

interface ApprovalRow {
  id: string;
  content_hash: string;
  state: string;
  requested_by: { kind: string; id?: string };
  decided_by: { kind: string; id?: string } | null;
  decided_at: Date | null;
  expires_at: Date;
  broken_because: string | null;
}

interface Act {
  incident: string;
  seq: number;
  approval: string | null;
  contentHash: string | null;
}

/** I6: nothing was contained without another person's approval of exactly that, and nothing twice. */
export async function aboutApprovals(world: World, timeline: readonly TimelineEntry[]) {
  if (world.actsUrl === undefined) return { acts: 0, faults: [] };
  const acts = await actsOf(world, world.actsUrl);
  const approvals = new Map(
    (await rows<ApprovalRow>(world, "select * from approval")).map((each) => [each.id, each]),
  );
  const requests = timeline.filter(({ action }) => action === "act.request");
  const unapproved = requests.filter(
    ({ body, at }) => !isGood(approvals.get(String(body.approval)), body, at),
  );
  const unasked = acts.filter(
    ({ approval }) => !requests.some(({ body }) => approval !== null && body.approval === approval),
  );
  const twice = [...byKey(acts, ({ incident, seq }) => `${incident} ${seq}`)].filter(
    ([, events]) => events.length > 1,
  );
  const used = [...byKey(requests, ({ body }) => String(body.approval))].filter(([, all]) => all.length > 1);
  return {
    acts: acts.length,
    faults: [
      ...few(unapproved, ({ incidentId, seq }) => `I6: act ${seq} of ${incidentId} had no valid approval`),
      ...few(unasked, ({ incident }) => `I6: an event of ${incident} went out that nobody asked for`),
      ...few(twice, ([act, events]) => `I6: act ${act} went out ${events.length} times`),
      ...few(used, ([approval, all]) => `I6: approval ${approval} was used ${all.length} times`),
    ],
  };
}

function isGood(approval: ApprovalRow | undefined, body: TimelineEntry["body"], at: Date): boolean {
  if (approval?.decided_by?.kind !== "responder" || approval.decided_at === null) return false;
  return (
    approval.broken_because === null &&
    approval.decided_by.id !== approval.requested_by.id &&
    approval.content_hash === body.contentHash &&
    approval.decided_at <= at &&
    at <= approval.expires_at
  );
}

/** All that the customer's automation got. */
async function actsOf({ sqs }: World, QueueUrl: string): Promise<Act[]> {
  const acts: Act[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return acts;
    for (const { Body = "{}" } of Messages) acts.push((JSON.parse(Body) as { detail: Act }).detail);
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}
