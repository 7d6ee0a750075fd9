import { setTimeout as sleep } from "node:timers/promises";
import type { TakeBudget } from "../flows/ports.ts";
import { type AwsCall, awsError, isExpired, isThrottling, isTransient } from "./errors.ts";

export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export interface Patience {
  takeBudget: TakeBudget;
  signal: AbortSignal;
  wait?: Wait;
  /** Drops cached credentials; called once when AWS says they have expired. */
  refreshCredentials(): void;
  /** Told before each call how long it has to wait for its turn. */
  onWait?(ms: number): void;
}

const throttlesBorne = 8;
const failuresBorne = 3;
const longestWaitMs = 15_000;

/**
 * One call within the shared budget, patient with throttling and passing failures, and ended by an abort at
 * once. Throws CairnError, or the signal's reason.
 */
export async function callAws<Output>(
  call: AwsCall,
  { takeBudget, signal, wait = defaultWait, refreshCredentials, onWait }: Patience,
  send: () => Promise<Output>,
): Promise<Output> {
  const api = call.action.slice(call.action.indexOf(":") + 1);
  let throttles = 0;
  let failures = 0;
  let refreshed = false;
  for (;;) {
    try {
      await untilAborted(
        takeBudget({ account: call.account, region: call.region, api }, signal, onWait),
        signal,
      );
      onWait?.(0);
      return await untilAborted(send(), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (isExpired(error) && !refreshed) {
        refreshed = true;
        refreshCredentials();
      } else if (isThrottling(error) && throttles < throttlesBorne) {
        throttles += 1;
        await untilAborted(wait(backOffMs(throttles, 1_000), signal), signal);
      } else if (isTransient(error) && failures < failuresBorne) {
        failures += 1;
        await untilAborted(wait(backOffMs(failures, 250), signal), signal);
      } else {
        throw awsError(error, call);
      }
    }
  }
}

/** Jitter keeps several workers that were throttled together from coming back together. */
function backOffMs(attempt: number, firstMs: number): number {
  const ceiling = Math.min(longestWaitMs, firstMs * 2 ** (attempt - 1));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}

/** Rejects with the signal's reason as soon as it is aborted, whatever the work is doing. */
export function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

export async function defaultWait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}
