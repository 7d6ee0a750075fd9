import type { Parts } from "../parts.ts";
import { keepDoing } from "./loop.ts";

export type OnStop = (stop: () => Promise<void> | void) => void;
type Work = Omit<Parameters<typeof keepDoing>[0], "log">;

/** Does a role's work over and over until the role stops. */
export function repeat({ log }: Parts, onStop: OnStop, work: Work): void {
  const loop = keepDoing({ log, ...work });
  onStop(() => loop.stop());
}
