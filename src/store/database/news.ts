import pg from "pg";
import type { Store } from "../../flows/ports.ts";
import type { Later, Write } from "./later.ts";
import type { Ask } from "./transaction.ts";

export type News = "inbox" | "outbox" | "cancel";

const channel = "cairn_news";
const checkEveryMs = 30_000;

/** Tells everybody, when the transaction commits. */
export async function news(ask: Ask, what: News): Promise<void> {
  await ask("select pg_notify($1, $2)", [channel, what]);
}

/** The same once, however often it is said in a transaction. */
export const newsAtEnd = (later: Later, what: News): void => later.atEnd(notify, what, [what]);

const notify: Write = async (ask, rows) => {
  for (const [what] of rows) await ask("select pg_notify($1, $2)", [channel, what]);
};

/**
 * LISTEN on a connection of its own, from the first listener to the last. News that came while the connection was
 * down is lost, so everybody is woken after each reconnection.
 */
export function createNews(pool: Pick<pg.Pool, "options">): Store["onNews"] {
  const listeners = new Set<{ news: News; wake: () => void }>();
  let stop: (() => void) | undefined;

  const tell = (what: string | undefined) => {
    for (const listener of listeners) if (what === undefined || listener.news === what) listener.wake();
  };

  return (what, wake) => {
    const listener = { news: what, wake };
    listeners.add(listener);
    stop ??= listen(pool.options, tell);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      stop?.();
      stop = undefined;
    };
  };
}

function listen(options: pg.ClientConfig, tell: (what: string | undefined) => void): () => void {
  let stopped = false;
  let close = () => {};

  const connectAgain = async (): Promise<void> => {
    for (let delayMs = 100; !stopped; delayMs = Math.min(delayMs * 2, 5_000)) {
      const connected = await connectOnce().catch(() => false);
      if (connected) delayMs = 100;
      if (!stopped) await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
    }
  };

  /** Resolves when the connection that was made has ended. */
  const connectOnce = async (): Promise<true> => {
    const client = new pg.Client({ ...options, application_name: "cairn news" });
    const ended = new Promise<true>((resolve) => {
      client.on("error", () => resolve(true));
      client.on("end", () => resolve(true));
      close = () => resolve(true);
    });
    client.on("notification", ({ payload }) => tell(payload));
    let check: NodeJS.Timeout | undefined;
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      tell(undefined);
      // A connection that a firewall forgot says nothing; a question finds out.
      check = setInterval(() => client.query("select 1").catch(() => close()), checkEveryMs).unref();
      return stopped || (await ended);
    } finally {
      clearInterval(check);
      client.end().catch(() => {});
    }
  };

  void connectAgain();
  return () => {
    stopped = true;
    close();
  };
}
