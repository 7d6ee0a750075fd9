import type { Window } from "../domain/query/query.ts";
import { type EventClass, eventClassOf } from "../domain/recording/event-class.ts";
import { judgeAccessFiles, judgeArchive, needsSight } from "../domain/recording/judge-archive.ts";
import { sightQuery, sightWords } from "../domain/recording/sight-query.ts";
import type { Coverage, QueryEngine } from "../flows/ports.ts";
import { filesOfDays } from "./archive-days.ts";
import type { ArchiveBucket } from "./bucket-files.ts";

const dayMs = 86_400_000;
const mostDays = 62;
/** A day of which less was asked may well have no file. */
const leastOfDayMs = 3_600_000;

/** Whether an archive can hold what was asked, by the names of its files, and by asking it for any such event. */
export function createArchiveCoverage({
  folder,
  bucket,
  engine,
}: {
  folder: string;
  bucket?: ArchiveBucket;
  engine: QueryEngine;
}): Coverage {
  return async (asked, signal) => {
    const { completeness, account, regions, askedBy } = asked;
    if (asked.query.from === "access-log") return judgeAccessFiles(completeness);
    const { window } = completeness;
    const scope = { account, regions, window, deliveryLagMinutes: 60 };
    const files = await filesOfDays({ folder, bucket }, scope, { askedBy, signal });
    const kind = eventClassOf(asked.query);
    const ofKind = needsSight(kind) ? await seen(kind) : undefined;
    return judgeArchive({ days: daysIn(window), ...files, ofKind }, regions, completeness);

    async function seen(wanted: EventClass) {
      const query = sightQuery(wanted);
      const answer = await engine.ask({ ...asked, query, window }, { signal, progress: () => {} });
      return { what: sightWords(wanted), seen: answer.completeness.matched };
    }
  };
}

/** Days of which the window holds an hour at least; none when they are too many to name. */
function daysIn({ from, to }: Window): string[] {
  const first = Math.floor(from.getTime() / dayMs) * dayMs;
  if (to.getTime() - first > mostDays * dayMs) return [];
  const days: string[] = [];
  for (let day = first; day <= to.getTime(); day += dayMs) {
    const asked = Math.min(to.getTime(), day + dayMs) - Math.max(from.getTime(), day);
    if (asked >= leastOfDayMs) days.push(new Date(day).toISOString().slice(0, 10));
  }
  return days;
}
