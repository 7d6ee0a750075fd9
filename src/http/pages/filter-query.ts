import { z } from "zod";
import { severities } from "../../domain/finding.ts";
import type { IncidentFilter } from "../../flows/ports/page.ts";

const text = z.string().trim().min(1).max(200);
const dayText = z.iso.date();
const number = z.coerce
  .number()
  .int()
  .positive()
  .max(2 ** 31 - 1);

/** What stands in a list's address. Whatever is not understood is as if it were not there: links live long. */
export const listQuery = z.object({
  q: text.optional().catch(undefined),
  state: z.enum(["unresolved", "open", "acknowledged", "resolved"]).optional().catch(undefined),
  severity: z.enum(severities).optional().catch(undefined),
  channel: z
    .string()
    .regex(/^[A-Z0-9]{2,30}$/)
    .optional()
    .catch(undefined),
  alarm: text.optional().catch(undefined),
  person: z
    .string()
    .regex(/^[A-Z0-9]{2,30}$/)
    .optional()
    .catch(undefined),
  from: dayText.optional().catch(undefined),
  to: dayText.optional().catch(undefined),
  before: number.optional().catch(undefined),
  after: number.optional().catch(undefined),
});
export type ListQuery = z.output<typeof listQuery>;

const dayMs = 86_400_000;

export const filterOf = ({
  q,
  state,
  severity,
  channel,
  alarm,
  person,
  from,
  to,
}: ListQuery): IncidentFilter => ({
  ...{ text: q, state, severity, channel, alarm, person },
  ...(from !== undefined && { from: new Date(`${from}T00:00:00Z`) }),
  // Until the end of that day.
  ...(to !== undefined && { to: new Date(Date.parse(`${to}T00:00:00Z`) + dayMs) }),
});

/** The same list from another place. */
export function listAddress(query: ListQuery, cursor: { before?: number; after?: number }): string {
  const { before: _, after: __, ...filter } = query;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, ...cursor }))
    if (value !== undefined) search.set(name, String(value));
  return `/incidents${search.size > 0 ? `?${search}` : ""}`;
}
