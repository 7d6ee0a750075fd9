import { CairnError } from "../../domain/errors.ts";
import { shortId } from "../../domain/incident/incident.ts";
import type { Ports, TagLook } from "../ports.ts";
import { applyTags } from "./apply-tags.ts";

/** Asks CloudWatch for the tags of an alarm. Throws CairnError. */
export type TagsOf = (arn: string) => Promise<Record<string, string>>;

/** An incident that Slack does not show after this long is not waited for. */
const showWithinMs = 20_000;
const holdMs = 60_000;
const triesAtMost = 5;
const looksAtATime = 5;

type Needs = Pick<Ports, "store" | "clock" | "settings" | "runbooks">;

/**
 * Reads the tags of alarms whose events do not carry them, after the incident was shown, and lets them say how bad it is
 * and where it goes. Resolves to what could not be read and is given up; `more` when others wait.
 */
export async function learnTags(ports: Needs, tagsOf: TagsOf): Promise<{ faults: unknown[]; more: boolean }> {
  const now = ports.clock();
  const later = (ms: number) => new Date(now.getTime() + ms);
  const looks = await ports.store.transaction((tx) =>
    tx.claimTagLooks({
      ...{ now, postedBy: later(-showWithinMs), againAt: later(holdMs), limit: looksAtATime },
    }),
  );
  const faults: unknown[] = [];
  for (const look of looks)
    await learn(ports, look, tagsOf).catch(async (error: unknown) => {
      const passing = !(error instanceof CairnError) || error.retryable;
      if (passing && look.tries < triesAtMost) return;
      faults.push(await withoutNames(ports, look, error));
      await ports.store.transaction((tx) => tx.settleTagLook(look));
    });
  return { faults, more: looks.length === looksAtATime };
}

/** Faults are logged, and AWS's words name the alarm: of a private incident only its id is told. */
async function withoutNames(
  { store }: Needs,
  { incidentId }: Pick<TagLook, "incidentId">,
  error: unknown,
): Promise<unknown> {
  const incident = await store.incident(incidentId);
  if (!incident?.private) return error;
  const code = error instanceof CairnError ? error.code : "unexpected";
  return new CairnError(
    code,
    `The tags of an alarm of ${shortId(incident)}, which is private, could not be read.`,
  );
}

async function learn(ports: Needs, look: TagLook, tagsOf: TagsOf): Promise<void> {
  const known = await ports.store.knownTags(look.arn);
  const tags = await tagsOf(look.arn);
  await ports.store.transaction(async (tx) => {
    await tx.lockIncident(look.incidentId);
    await tx.settleTagLook(look);
    await tx.keepTags(look.arn, tags, ports.clock());
    await applyTags(ports, tx, look, { tags, before: known?.tags ?? {} });
  });
}
