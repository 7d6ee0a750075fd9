import { CairnError } from "../../domain/errors.ts";
import type { Leg, QueryEngineName } from "../../domain/query/query.ts";
import type { Asking, QueryRequest } from "../../flows/ports.ts";

/** What reads a Region hears of, and tells. */
export interface RegionCalls {
  signal: AbortSignal;
  /** A call got its turn, or has to wait this long for it. */
  onWait(ms: number): void;
}

export interface RegionsRead<Result> {
  /** Of the Regions that answered. */
  found: Result[];
  legs: Leg[];
}

/** Waits below this are part of the pace, and not worth telling. */
const tellWaitMs = 3_000;

/**
 * Reads several Regions side by side and tells how each stands. A Region that AWS refuses does not lose the others:
 * its leg says why. Throws when none answered, and at once for what is no fault of AWS.
 */
export async function allRegions<Region extends { region: string; group?: string }, Result>(
  regions: readonly Region[],
  { engine, request, asking }: { engine: QueryEngineName; request: QueryRequest; asking: Asking },
  read: (region: Region, calls: RegionCalls) => Promise<Result>,
): Promise<RegionsRead<Result>> {
  const { signal, leg: tell = () => {} } = asking;
  signal.throwIfAborted();
  const broken = new AbortController();
  const either = AbortSignal.any([signal, broken.signal]);
  const several = new Set(regions.map(({ region }) => region)).size < regions.length;
  const faults: CairnError[] = [];

  const readOne = async (region: Region): Promise<{ leg: Leg; found: Result[] }> => {
    let leg: Leg = {
      engine,
      account: request.account,
      region: region.region,
      ...(several && region.group !== undefined && { group: region.group }),
      state: "waiting",
    };
    const becomes = ({ waitSeconds: _, ...known }: Leg, change: Partial<Leg>) => {
      leg = { ...known, ...change };
      tell(leg);
    };
    becomes(leg, {});
    const onWait = (ms: number) => {
      if (ms >= tellWaitMs) becomes(leg, { waitSeconds: Math.ceil(ms / 1_000) });
      else if (leg.state === "waiting" || leg.waitSeconds !== undefined) becomes(leg, { state: "running" });
    };
    try {
      const found = await read(region, { signal: either, onWait });
      becomes(leg, { state: "done" });
      return { leg, found: [found] };
    } catch (error) {
      either.throwIfAborted();
      if (!(error instanceof CairnError)) {
        broken.abort(error);
        throw error;
      }
      faults.push(error);
      becomes(leg, { state: "failed", why: error.message });
      return { leg, found: [] };
    }
  };

  const all = await Promise.all(regions.map(readOne));
  const found = all.flatMap((each) => each.found);
  const fault = faults.find(({ retryable }) => retryable) ?? faults[0];
  if (found.length === 0 && fault) throw fault;
  return { found, legs: all.map(({ leg }) => leg) };
}

export const answeredRegions = (legs: readonly Leg[]): string[] => [
  ...new Set(legs.filter(({ state }) => state === "done").map(({ region }) => region)),
];
