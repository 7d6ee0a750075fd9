import type { ReadThread } from "../ports/thread.ts";
import type { Ports } from "../ports.ts";
import { completeThread } from "./complete-thread.ts";

/** Slack lets a thread be read 50 times a minute; the rest is for answers that got lost. */
const atATime = 20;

/** Reads threads of open incidents back, those that were longest not read first. Returns what could not be kept. */
export async function completeThreads(
  ports: Pick<Ports, "store" | "clock" | "people"> & { readThread: ReadThread },
): Promise<unknown[]> {
  const faults: unknown[] = [];
  for (const incidentId of await ports.store.threadsToRead(atATime))
    await completeThread(ports, incidentId).catch((error: unknown) => faults.push(error));
  return faults;
}
