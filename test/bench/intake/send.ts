import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import type { BenchAlarm, Side } from "./side.ts";

/** What became of a storm at the door. */
export interface Sent {
  /** `performance.now()` when the first request went out, and when the last answer came. */
  began: number;
  ended: number;
  /** Names of those that were answered with 2xx. */
  accepted: Set<string>;
  /** From request to 2xx, of those that got one at the first try. */
  acceptMs: number[];
  retries: number;
}

const giveUpMs = 60_000;

/** Sends every alarm with a request of its own over `connections`, and again until it is taken, as SNS would. */
export async function sendStorm(
  side: Side,
  alarms: readonly BenchAlarm[],
  { connections = 32 } = {},
): Promise<Sent> {
  const requests = alarms.map((alarm) => side.request(alarm));
  const pool = new Pool(requests[0]?.origin ?? "", { connections });
  const sent: Sent = { began: performance.now(), ended: 0, accepted: new Set(), acceptMs: [], retries: 0 };
  let next = 0;
  const hand = async () => {
    for (let at = next++; at < requests.length; at = next++) await sendOne(at);
  };
  const sendOne = async (at: number) => {
    const { path, headers, body } = requests[at] ?? { path: "", headers: {}, body: "" };
    for (let tries = 1, from = performance.now(); performance.now() - from < giveUpMs; tries++) {
      const began = performance.now();
      const ok = await pool.request({ path, method: "POST", headers, body }).then(
        async ({ statusCode, body: answered }) => {
          await answered.dump();
          return statusCode >= 200 && statusCode < 300;
        },
        () => false,
      );
      if (ok) {
        if (tries === 1) sent.acceptMs.push(performance.now() - began);
        sent.accepted.add(alarms[at]?.name ?? "");
        return;
      }
      sent.retries += 1;
      await sleep(100);
    }
  };
  await Promise.all(Array.from({ length: connections }, hand));
  sent.ended = performance.now();
  await pool.destroy();
  return sent;
}
