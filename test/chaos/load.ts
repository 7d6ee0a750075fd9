import { createHash } from "node:crypto";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { accountId, region } from "./account.ts";
import type { Seeded } from "./seeded.ts";
import { trailRecords } from "./trail.ts";
import type { World } from "./world.ts";

export interface SentAlarm {
  name: string;
  arn: string;
  state: "ALARM" | "OK";
  at: string;
  /** True once somebody at Cairn's door said that it is taken in. */
  accepted: boolean;
  channel: string;
}

const arnOf = (name: string) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;

/** A key of its own for each alarm: the same question would be answered from the one before. */
const keyOf = (name: string): string =>
  `AKIA${createHash("sha256").update(name).digest("hex").toUpperCase().slice(0, 16)}`;

export interface AlarmWish {
  name: string;
  state?: "ALARM" | "OK";
  at?: Date;
  /** Its incident gets the probe runbook. */
  withProbe?: boolean;
}

/** As EventBridge hands it over. `id` is the delivery's: the same transition may come under several. */
export function alarmEvent(
  id: string,
  { name, state = "ALARM", at = new Date(), withProbe }: AlarmWish,
): string {
  const timestamp = at.toISOString().replace("Z", "+0000");
  const shared = {
    version: "0",
    id,
    source: "aws.cloudwatch",
    account: accountId,
    time: at.toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [arnOf(name)],
  };
  const stateNow = { value: state, reason: `Threshold Crossed: ${name}.`, timestamp };
  if (withProbe)
    return JSON.stringify({
      ...shared,
      "detail-type": "CloudWatch Alarm Contributor State Change",
      detail: {
        alarmName: name,
        alarmContributor: { id: "c1", attributes: { "userIdentity.accessKeyId": keyOf(name) } },
        state: stateNow,
        configuration: { metrics: [] },
      },
    });
  return JSON.stringify({
    ...shared,
    "detail-type": "CloudWatch Alarm State Change",
    detail: {
      alarmName: name,
      state: stateNow,
      previousState: { value: state === "ALARM" ? "OK" : "ALARM", reason: "", timestamp },
      configuration: { metrics: [] },
    },
  });
}

export interface Load {
  sent: SentAlarm[];
  /** Milliseconds from request to 2xx, of those that got one at the first try. */
  acceptMs: number[];
  refusals: Map<string, number>;
  /** Sends one alarm by one way, and again until it is taken in or `giveUpMs` are over. */
  send(wish: AlarmWish & { channel: number; by?: "http" | "queue" }): Promise<void>;
}

interface LoadOptions {
  /** How often the same comes again, late or by the other way. */
  twice?: number;
  giveUpMs?: number;
}

/** Alarms as AWS delivers them: again after every failure, now and then twice, and by two ways. */
export function createLoad(
  world: World,
  random: Seeded,
  { twice = 0.1, giveUpMs = 60_000 }: LoadOptions = {},
): Load {
  const sent: SentAlarm[] = [];
  const acceptMs: number[] = [];
  const refusals = new Map<string, number>();
  let deliveries = 0;

  async function byHttp(body: string): Promise<boolean> {
    const until = performance.now() + giveUpMs;
    for (let tries = 1; performance.now() < until; tries++) {
      const doors = world.intakes();
      const began = performance.now();
      try {
        if (doors.length === 0) throw new Error("no intake is up");
        const answer = await fetch(random.pick(doors), {
          method: "POST",
          headers: { "content-type": "application/json", "x-cairn-key": world.intakeKey },
          body,
          // As long as an API destination waits.
          signal: AbortSignal.timeout(5_000),
        });
        await answer.arrayBuffer();
        if (answer.ok) {
          if (tries === 1) acceptMs.push(performance.now() - began);
          return true;
        }
        refusals.set(`HTTP ${answer.status}`, (refusals.get(`HTTP ${answer.status}`) ?? 0) + 1);
      } catch (error) {
        const why = error instanceof Error ? error.name : "unknown";
        refusals.set(why, (refusals.get(why) ?? 0) + 1);
      }
      await new Promise((resolve) => setTimeout(resolve, 50 + random.below(150)));
    }
    return false;
  }

  async function byQueue(body: string): Promise<boolean> {
    // Gone with the world of a scenario that broke off.
    return world.sqs.send(new SendMessageCommand({ QueueUrl: world.queueUrl, MessageBody: body })).then(
      () => true,
      () => false,
    );
  }

  return {
    sent,
    acceptMs,
    refusals,
    async send({ channel, by = "http", ...wish }) {
      const name = `c${channel}-${wish.name}`;
      const at = wish.at ?? new Date(world.now());
      const alarm: SentAlarm = {
        ...{ name, arn: arnOf(name), state: wish.state ?? "ALARM", at: at.toISOString() },
        ...{ accepted: false, channel: world.channels[channel] ?? "" },
      };
      sent.push(alarm);
      if (wish.withProbe && alarm.state === "ALARM")
        world.account.addRecords(trailRecords(new Date(), keyOf(name)));
      const body = () => alarmEvent(`delivery-${++deliveries}`, { ...wish, name, at });
      const first = body();
      alarm.accepted = await (by === "http" ? byHttp(first) : byQueue(first));
      if (!random.chance(twice)) return;
      // The same delivery once more, or the same transition under another id by the other way.
      if (random.chance(0.5)) await byHttp(first);
      else await byQueue(body());
    },
  };
}
