import type { LogGroups } from "../logs/log-groups.ts";
import type { DeliveryGap } from "./default-trail.ts";
import { isSelected } from "./selectors.ts";
import type { TrailEvent } from "./trail-event.ts";
import { isLogging, type TrailList, type TrailSettings } from "./trail-settings.ts";

/** Whether a trail writes an event: it was on, it covers the Region, and its selectors let the event through. */
export function trailRecords(trail: TrailSettings, event: TrailEvent): boolean {
  if (!isLogging(trail, event.at)) return false;
  const here = event.region === trail.homeRegion || trail.multiRegion;
  const global = event.region === "us-east-1" && event.region !== event.awsRegion && trail.globalEvents;
  return (here || global) && isSelected(event, trail);
}

/** Whether a gap swallowed the event. The calls that opened and closed it came through. */
export function isInGap(event: TrailEvent, gaps: readonly DeliveryGap[]): boolean {
  return gaps.some(({ from, to, delivered }) => {
    if (event.at <= from.getTime() || event.at >= to.getTime()) return false;
    return delivered === "nothing" || event.readOnly !== "false";
  });
}

/** Writes events to the log group of every trail that records them. */
export function deliverToGroups(
  { trails, groups }: { trails: TrailList; groups: LogGroups },
  events: readonly TrailEvent[],
): void {
  for (const trail of trails.list()) {
    if (trail.logGroupArn === undefined) continue;
    const group = groups.find(trail.homeRegion, trail.logGroupArn);
    if (group)
      groups.deliver(
        group,
        events.filter((event) => trailRecords(trail, event)),
      );
  }
}
