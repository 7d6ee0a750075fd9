/** Work that goes on in AWS until it ends or is stopped. */
export interface Job {
  /** Told of every start that was sent, answered or not. */
  starting(id: Promise<string | undefined>): Promise<string | undefined>;
  /** From here on there is nothing to stop. */
  ended(): void;
}

// A cancel is to show within two seconds.
const patienceMs = 1_500;

/** Stops in AWS what was started there when `work` fails or is cancelled before it ended. Best effort. */
export async function stopWhenUnwanted<Result>(
  stop: (id: string, tooLate: AbortSignal) => Promise<unknown>,
  work: (job: Job) => Promise<Result>,
): Promise<Result> {
  let started: Promise<string | undefined> = Promise.resolve(undefined);
  let ended = false;
  try {
    return await work({
      starting(id) {
        started = id;
        return id;
      },
      ended() {
        ended = true;
      },
    });
  } finally {
    if (!ended) {
      const tooLate = AbortSignal.timeout(patienceMs);
      const stopping = started.then((id) => (id === undefined ? undefined : stop(id, tooLate)));
      const givenUp = new Promise<void>((resolve) => {
        tooLate.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([stopping.catch(() => {}), givenUp]);
    }
  }
}
