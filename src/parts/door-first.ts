import type { ReceiveAlarm } from "../flows/ports.ts";

/** So many messages at the door at a time are a rush. */
const rush = 8;
const waitMs = 200;

/**
 * What is at the door goes first: only what is stored is safe. While many come at a time, whoever works on what is
 * stored already has a turn now and then, the first one at once.
 */
export function doorFirst(receive: ReceiveAlarm): { receive: ReceiveAlarm; calm: () => Promise<void> } {
  let inside = 0;
  let lastTurn = Number.NEGATIVE_INFINITY;
  return {
    async receive(message) {
      inside += 1;
      try {
        return await receive(message);
      } finally {
        inside -= 1;
      }
    },
    async calm() {
      const left = lastTurn + waitMs - performance.now();
      if (inside >= rush && left > 0) await new Promise((resolve) => setTimeout(resolve, left));
      lastTurn = performance.now();
    },
  };
}
