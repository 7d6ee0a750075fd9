import type { Turns } from "../flows/ports.ts";
import { refreshHomes } from "../slack/listeners/home.ts";
import type { Desk } from "../slack/listeners/index.ts";

/** Health has no news, so it is looked for now and then. */
const everyMs = 60_000;
/** Slack takes 100 a minute. */
const pace = { perMinute: 60, burst: 10 };

/** Work for a loop: App Homes are made anew after something changed, and never more often than Slack takes them. */
export function keepHomes(
  desk: Desk,
  parts: { turns: Pick<Turns, "take">; onNews: (changed: () => void) => () => void; monotonic: () => number },
) {
  let due = 0;
  const stop = parts.onNews(() => {
    due = 0;
  });
  const mayPublish = async () => (await parts.turns.take("slack:views.publish", pace)) === 0;
  return {
    stop,
    async work(): Promise<false> {
      if (parts.monotonic() < due) return false;
      due = parts.monotonic() + everyMs;
      const { waiting } = await refreshHomes(desk, mayPublish);
      if (waiting) due = 0;
      return false;
    },
  };
}
