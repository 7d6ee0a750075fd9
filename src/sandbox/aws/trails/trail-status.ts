import type { Trail } from "./trail.ts";
import { trailRecords } from "./trail-delivery.ts";
import type { TrailSettings } from "./trail-settings.ts";

/** GetTrailStatus: is it on, and when did it last deliver. */
export function statusOf(trail: TrailSettings, history: Trail, now: number): object {
  const last = trail.logging.at(-1);
  const delivered = latestDelivery(trail, history, now);
  const at = delivered === undefined ? undefined : new Date(delivered);
  const digest =
    delivered === undefined ? undefined : new Date(Math.floor(delivered / 3_600_000) * 3_600_000);
  const text = at?.toISOString().replace(/\.\d+Z$/, "Z") ?? "";
  // A trail that was always there began before Event history does.
  const started = last === undefined ? undefined : new Date(last.from || now - 91 * 86_400_000);
  const stops = trail.logging.flatMap(({ to }) => to ?? []);
  const stopped = stops.length === 0 ? undefined : new Date(Math.max(...stops));
  return {
    IsLogging: last !== undefined && last.to === undefined,
    LatestDeliveryTime: at,
    StartLoggingTime: started,
    StopLoggingTime: stopped,
    LatestCloudWatchLogsDeliveryTime: trail.logGroupArn === undefined ? undefined : at,
    LatestDigestDeliveryTime: trail.validation ? digest : undefined,
    LatestDeliveryAttemptTime: text,
    LatestNotificationAttemptTime: "",
    LatestNotificationAttemptSucceeded: "",
    LatestDeliveryAttemptSucceeded: text,
    TimeLoggingStarted: started?.toISOString().replace(/\.\d+Z$/, "Z") ?? "",
    TimeLoggingStopped: stopped?.toISOString().replace(/\.\d+Z$/, "Z") ?? "",
  };
}

function latestDelivery(trail: TrailSettings, history: Trail, now: number): number | undefined {
  let latest: number | undefined;
  for (const region of history.regions()) {
    for (const event of history.inRegion(region)) {
      // Newest first: what happened before the latest delivery found so far was hardly delivered after it.
      if (latest !== undefined && event.at < latest - 3_600_000) break;
      if (event.deliveredAt > now || !trailRecords(trail, event)) continue;
      latest = Math.max(latest ?? 0, event.deliveredAt);
    }
  }
  return latest;
}
