import type { Log } from "../log.ts";

/** Tries again and again until it succeeds, or until `isFinal` knows an error that waiting does not mend. */
export async function untilAnswered<T>(
  whom: string,
  options: {
    log: Pick<Log, "info" | "warn">;
    isFinal: (error: unknown) => Error | undefined;
    signal?: AbortSignal;
  },
  ask: () => Promise<T>,
): Promise<T> {
  const { log, isFinal, signal } = options;
  let told = "";
  for (;;) {
    signal?.throwIfAborted();
    try {
      const answer = await ask();
      if (told) log.info({ whom }, "it answers now");
      return answer;
    } catch (error) {
      const final = isFinal(error);
      if (final) throw final;
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== told) log.warn({ whom, reason }, "waiting for it to answer");
      told = reason;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
