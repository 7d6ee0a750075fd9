import type { Sessions } from "../ports/page.ts";
import type { Ports } from "../ports.ts";

const linkLastsMs = 15 * 60_000;

/** Keeps a link that signs one person in to the pages, once, within a quarter of an hour. */
export async function openPageLink(
  { sessions, clock }: Pick<Ports, "clock"> & { sessions: Sessions },
  { personId, tokenHash }: { personId: string; tokenHash: string },
): Promise<void> {
  await sessions.keepLink(tokenHash, { personId, expiresAt: new Date(clock().getTime() + linkLastsMs) });
}
