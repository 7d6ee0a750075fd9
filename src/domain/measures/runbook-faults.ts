import type { Runbook } from "../runbook/schema.ts";

/** How often a runbook was started, by its id. */
export interface RunbookUse {
  id: string;
  incidents: number;
  lastAt: Date;
}

/** What a lead would want to do about a runbook. */
export interface RunbookReview {
  id: string;
  title: string;
  owner: string;
  /** Incidents that it was started in. */
  incidents: number;
  lastAt: Date | null;
  reviewedAt: Date;
  /** From then on it wants to be read again. */
  dueAt: Date;
  pastReview: boolean;
}

type Known = Pick<Runbook, "id" | "title" | "owner" | "reviewed">;

/** Every runbook on the shelf with its use; those past their review first, then those that nobody ever started. */
export function runbookReviews(
  shelf: readonly Known[],
  uses: readonly RunbookUse[],
  now: Date,
): RunbookReview[] {
  const used = new Map(uses.map((each) => [each.id, each]));
  return shelf
    .map(({ id, title, owner, reviewed }) => {
      const reviewedAt = new Date(`${reviewed.date}T00:00:00Z`);
      const dueAt = new Date(reviewedAt.getTime() + reviewed.every * 1_000);
      const use = used.get(id);
      return {
        ...{ id, title, owner, reviewedAt, dueAt },
        ...{ incidents: use?.incidents ?? 0, lastAt: use?.lastAt ?? null, pastReview: dueAt <= now },
      };
    })
    .sort(
      (a, b) =>
        Number(b.pastReview) - Number(a.pastReview) || a.incidents - b.incidents || (a.id < b.id ? -1 : 1),
    );
}
