import type { HealthChecks } from "../http/health.ts";
import type { Depths } from "../store/depths.ts";

const withinMs = 2_000;
const keptMs = 10_000;
const lateSeconds = 60;

/**
 * What is wrong with Cairn just now, in words for people; looked at anew every ten seconds at most, because everybody's
 * App Home asks.
 */
export function createTrouble(parts: {
  checks: HealthChecks;
  depths: () => Promise<Depths>;
  monotonic: () => number;
}): () => Promise<readonly string[]> {
  let known: { at: number; words: Promise<readonly string[]> } | undefined;
  return () => {
    const now = parts.monotonic();
    if (known === undefined || now - known.at > keptMs) known = { at: now, words: look(parts) };
    return known.words;
  };
}

async function look({ checks, depths }: Parameters<typeof createTrouble>[0]): Promise<readonly string[]> {
  const parts = Object.entries({ ...checks.ready, ...checks.alive });
  const [broken, late] = await Promise.all([
    Promise.all(
      parts.map(async ([name, check]) => {
        const why = await soon(async () => check());
        return why === undefined ? [] : [`${name}: ${why}`];
      }),
    ),
    soonWords(async () => lateWords(await depths())),
  ]);
  return [...broken.flat(), ...late];
}

function lateWords({ inbox, outbox, runs }: Depths): string[] {
  const slack = outbox.slack?.oldestSeconds ?? 0;
  return [
    ...(slack > lateSeconds ? [`Messages to Slack are late, by ${about(slack)}.`] : []),
    ...(inbox.oldestSeconds > lateSeconds
      ? [`Alarms wait to be read, for ${about(inbox.oldestSeconds)}.`]
      : []),
    ...(runs.waiting > 0 && runs.oldestSeconds > 15 * 60
      ? [`A question has been waiting or running for ${about(runs.oldestSeconds)}.`]
      : []),
    ...(inbox.dead > 0
      ? [`Alarms that could not be handled lie aside: ${inbox.dead}. An admin sees them with cairn inbox.`]
      : []),
  ];
}

/** So coarse that an App Home need not be made anew all the time. */
const about = (seconds: number): string =>
  seconds > 3_600 ? "more than an hour" : seconds > 900 ? "more than 15 minutes" : "more than a minute";

async function soon(ask: () => Promise<string | undefined>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, withinMs, `no answer within ${withinMs / 1_000} s.`);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    return error instanceof Error && error.message !== "" ? error.message : "it failed without a reason.";
  } finally {
    clearTimeout(timer);
  }
}

/** A database that is gone is told by its own check. */
const soonWords = async (ask: () => Promise<string[]>): Promise<string[]> => ask().catch(() => []);
