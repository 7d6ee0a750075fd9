import type { Window } from "../query/query.ts";
import { visible } from "../text/visible.ts";
import type { EventClass } from "./event-class.ts";
import { allRecorded, type Recorded, type RecordingFix } from "./recorded.ts";
import { isUnknown, type TrailFacts, type TrailStatus } from "./recording-facts.ts";
import { askEventHistory, coverAllRegions, lookAtTrail, recordMore, startTrail } from "./recording-fix.ts";
import { type EventKind, selectorCover } from "./trail-selectors.ts";

export interface AskedOfTrails {
  kind: EventClass;
  regions: readonly string[];
  window: Window;
  /** Where the trails' deliveries were looked for. */
  from: "log group" | "bucket";
}

/** Whether trails that deliver to where was looked record what was asked, in every Region; there is at least one. */
export function judgeTrails(trails: readonly TrailFacts[], asked: AskedOfTrails): Recorded {
  const regions = asked.kind.global ? ["us-east-1"] : asked.regions;
  return allRecorded(
    regions.flatMap((region) =>
      kindsOf(asked.kind).map((kind) =>
        best(trails.map((trail) => judge(trail, kind, { ...asked, region }))),
      ),
    ),
  );
}

/** Reads and writes, and each service that was named: a trail may leave out one of them. */
function kindsOf({ category, reads, writes, sources, resources }: EventClass): EventKind[] {
  const named = sources.length > 0 ? sources : [undefined];
  const accesses = [...(reads ? [false] : []), ...(writes ? [true] : [])];
  return named.flatMap((source) => accesses.map((write) => ({ category, write, source, resources })));
}

const order: Recorded["state"][] = ["recorded", "partly", "cannot-tell", "not-recorded"];

function best(judged: readonly Recorded[]): Recorded {
  const [first, ...others] = judged;
  if (!first) return { state: "not-recorded", reasons: [], fix: [] };
  const found = order.flatMap((state) => judged.find((each) => each.state === state) ?? [])[0] ?? first;
  return found.state === "not-recorded" ? allRecorded([first, ...others]) : found;
}

type Fault = { weight: "all" | "part" | "unknown"; reason: string; fix?: RecordingFix };

function judge(trail: TrailFacts, kind: EventKind, asked: AskedOfTrails & { region: string }): Recorded {
  const faults = [
    ...regionFaults(trail, asked),
    ...statusFaults(trail, asked),
    ...selectorFaults(trail, kind),
  ];
  const fix = faults.flatMap((fault) => fault.fix ?? []);
  const reasons = faults.map(({ reason }) => reason);
  const weighs = (weight: Fault["weight"]) => faults.some((fault) => fault.weight === weight);
  const other = kind.category === "management" ? [askEventHistory] : [];
  if (weighs("all")) return { state: "not-recorded", reasons, fix: [...fix, ...other] };
  if (weighs("unknown")) return { state: "cannot-tell", reasons, fix };
  if (weighs("part")) return { state: "partly", reasons, fix: [...fix, ...other] };
  return { state: "recorded", reasons: [recordedBy(trail, asked.from)], fix: [] };
}

function recordedBy(trail: TrailFacts, from: AskedOfTrails["from"]): string {
  const delivered = deliveryOf(trail, from);
  const until = delivered === undefined ? "" : `, delivered last at ${stamp(delivered)}`;
  return `the trail ${nameOf(trail)} records them${until}.`;
}

function deliveryOf({ status }: TrailFacts, from: AskedOfTrails["from"]): Date | undefined {
  if (isUnknown(status)) return undefined;
  return from === "log group" ? (status.groupDeliveredAt ?? status.deliveredAt) : status.deliveredAt;
}

function regionFaults(trail: TrailFacts, { region, kind }: AskedOfTrails & { region: string }): Fault[] {
  const fix = coverAllRegions(trail);
  if (!trail.multiRegion && trail.home !== region)
    return [
      {
        weight: "all",
        reason: `The trail ${nameOf(trail)} records ${trail.home} only, not ${region}.`,
        fix,
      },
    ];
  if (kind.global && !trail.globalEvents)
    return [
      { weight: "all", reason: `The trail ${nameOf(trail)} leaves out global services such as IAM.`, fix },
    ];
  return [];
}

function statusFaults(trail: TrailFacts, { window, from }: AskedOfTrails): Fault[] {
  const { status } = trail;
  if (isUnknown(status)) return [unknownFault(status)];
  const error = from === "log group" ? status.groupError : status.deliveryError;
  return [
    ...offFaults(trail, status, window),
    ...(error
      ? [
          {
            weight: "all" as const,
            reason: `The trail ${nameOf(trail)} cannot deliver to its ${from}: ${visible(error, 200)}.`,
            fix: lookAtTrail(trail),
          },
        ]
      : []),
  ];
}

/** When it was off; of earlier stops AWS tells only the latest. */
function offFaults(trail: TrailFacts, status: TrailStatus, window: Window): Fault[] {
  const { logging, startedAt, stoppedAt } = status;
  const [from, to] = logging
    ? [stoppedAt && startedAt && stoppedAt < startedAt ? stoppedAt : undefined, startedAt]
    : [stoppedAt, undefined];
  const fix = logging ? undefined : startTrail(trail);
  if (logging && to === undefined) return [];
  // Began in the window without a stop: nothing was recorded before.
  const offFrom = from ?? new Date(0);
  const offTo = to ?? new Date(8.64e15);
  if (offTo <= window.from || offFrom >= window.to) return [];
  const whole = offFrom <= window.from && offTo >= window.to;
  return [{ weight: whole ? "all" : "part", reason: offReason(trail, from, to), fix }];
}

function offReason(trail: TrailFacts, from: Date | undefined, to: Date | undefined): string {
  const name = nameOf(trail);
  if (from && to)
    return `The trail ${name} was off from ${stamp(from)} to ${stamp(to)}: nothing of that time was delivered.`;
  if (to) return `The trail ${name} records since ${stamp(to)} only.`;
  return `The trail ${name} is switched off${from ? ` since ${stamp(from)}` : ""}.`;
}

function selectorFaults(trail: TrailFacts, kind: EventKind): Fault[] {
  const { selectors } = trail;
  if (isUnknown(selectors)) return [unknownFault(selectors)];
  const covered = selectorCover(selectors, kind);
  if (covered.cover === "all") return [];
  const what = inWords(kind);
  const fix = recordMore({ ...trail, selectors }, kind);
  return covered.cover === "none"
    ? [{ weight: "all", reason: `The trail ${nameOf(trail)} records no ${what}.`, fix }]
    : [
        {
          weight: "part",
          reason: `The trail ${nameOf(trail)} records ${what} ${visible(covered.but, 200)}.`,
          fix,
        },
      ];
}

function inWords({ category, write, source }: EventKind): string {
  const calls = write ? "write calls" : "read calls";
  const of = source === undefined ? "" : ` of ${visible(source, 60)}`;
  if (category === "management") return `${calls}${of}`;
  return `${category === "data" ? "data events" : "network activity events"} (${calls})${of}`;
}

const unknownFault = ({ unknown, fix }: { unknown: string; fix?: string }): Fault => ({
  weight: "unknown",
  reason: unknown,
  ...(fix !== undefined && { fix: { say: "Allow Cairn's role to look", command: fix } }),
});

const nameOf = ({ name }: TrailFacts): string => visible(name, 80);
const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
