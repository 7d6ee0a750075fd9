import { createPostgresBackend } from "bullmq";
import { workerSettings } from "./bells.ts";

/**
 * BullMQ's PostgreSQL backend, which looks for itself every few seconds. After a wait that failed, BullMQ would wait up
 * to an hour for a notification, and trust TCP to tell when nobody is there any more; a half-open line tells nothing
 * for minutes. A connection that does not even take LISTEN is given up, which BullMQ does only when told of an error.
 */
export const createAttentiveBackend: typeof createPostgresBackend = (...wanted) => {
  const backend = createPostgresBackend(...wanted);
  const waitForJob = backend.waitForJob.bind(backend);
  backend.waitForJob = async (seconds) => {
    try {
      return await waitForJob(Math.min(seconds, workerSettings.drainDelay));
    } catch (error) {
      const listening = await backend.connection.getListenClient().catch(() => undefined);
      if (listening && "emit" in listening && typeof listening.emit === "function")
        listening.emit("error", error);
      throw error;
    }
  };
  return backend;
};
