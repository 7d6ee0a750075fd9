import type { Ladder, Rung } from "../domain/escalation/ladder.ts";
import type { WorkingHours } from "../domain/incident/working-hours.ts";
import type { WrittenHours } from "./hours.ts";
import type { WrittenLadder } from "./ladder.ts";

/** Hours that name no zone of their own are those of the organisation. */
export const hoursIn = (zone: string, { timeZone = zone, ...hours }: WrittenHours): WorkingHours => ({
  timeZone,
  ...hours,
});

export const laddersIn = (zone: string, ladders: Record<string, WrittenLadder>): Record<string, Ladder> =>
  Object.fromEntries(
    Object.entries(ladders).map(([name, { rungs, ...ladder }]) => [
      name,
      { ...ladder, rungs: rungs.map((rung) => rungIn(zone, rung)) },
    ]),
  );

const rungIn = (zone: string, { hours, ...rung }: WrittenLadder["rungs"][number]): Rung => ({
  ...rung,
  ...(hours && { hours: hoursIn(zone, hours) }),
});
