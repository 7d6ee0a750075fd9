import { everyWeek, type Measures, weekOf } from "../../domain/measures/measures.ts";
import { runbookReviews } from "../../domain/measures/runbook-faults.ts";
import { requirePermission } from "../../domain/permission.ts";
import type { Actor } from "../../domain/responder.ts";
import type { PageReads } from "../ports/page.ts";
import type { Ports } from "../ports.ts";
import { viewerOf } from "./list-incidents.ts";

const weekMs = 7 * 86_400_000;
const alarmsShown = 15;

/** How it went over the last weeks, out of what this person may see. */
export async function measureIncidents(
  { pages, runbooks, clock }: Pick<Ports, "runbooks" | "clock"> & { pages: PageReads },
  { weeks, actor }: { weeks: number; actor: Actor },
): Promise<Measures> {
  requirePermission(actor, "incidents.read");
  const viewer = viewerOf(actor);
  const to = clock();
  const from = weekOf(new Date(to.getTime() - (weeks - 1) * weekMs));
  const [found, noisiest, withoutRunbook, uses] = await Promise.all([
    pages.weekTimes(viewer, from),
    pages.noisiestAlarms(viewer, from, alarmsShown),
    pages.alarmsWithoutRunbook(viewer, from, alarmsShown),
    pages.runbookUses(),
  ]);
  return {
    ...{ from, to, noisiest, withoutRunbook },
    weeks: everyWeek(found, from, to),
    runbooks: runbookReviews(runbooks.all(), uses, to),
  };
}
