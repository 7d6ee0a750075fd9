import type { Leg, QueryProgress } from "../../domain/query/query.ts";
import type { RunTarget } from "../../domain/run/run.ts";
import type { Asking } from "../ports.ts";

export interface LegBoard {
  /** What one account's engine is asked along with. */
  asking(target: RunTarget, signal: AbortSignal): Asking;
  done(target: RunTarget): void;
  failed(target: RunTarget, why: string): void;
  /** In the order of the accounts. */
  legs(): Leg[];
}

/** How far all accounts and Regions of a question are, told as one. */
export function createLegBoard(targets: readonly RunTarget[], tell: Asking["progress"]): LegBoard {
  const boards = new Map(targets.map((target) => [target.account, emptyBoard(target)]));
  let preview: Parameters<Asking["progress"]>[1];
  const legs = () => [...boards.values()].flatMap((board) => [...board.legs.values()]);
  const told = () => {
    const all = [...boards.values()].flatMap(({ progress }) => progress ?? []);
    tell({ ...summed(all), legs: legs() }, preview);
  };
  const boardOf = (target: RunTarget) => boards.get(target.account) ?? emptyBoard(target);

  return {
    legs,
    asking: (target, signal) => ({
      signal,
      progress(progress, look) {
        const board = boardOf(target);
        board.progress = progress;
        preview = look ?? preview;
        // An engine that knows no Regions has one leg, and that is under way.
        for (const leg of board.legs.values())
          if (leg.region === "" && leg.state === "waiting") board.legs.set("", { ...leg, state: "running" });
        told();
      },
      leg(leg) {
        const board = boardOf(target);
        board.legs.delete("");
        board.legs.set(`${leg.region} ${leg.group ?? ""}`, leg);
        told();
      },
    }),
    done(target) {
      end(boardOf(target), { state: "done" });
      told();
    },
    failed(target, why) {
      end(boardOf(target), { state: "failed", why });
      told();
    },
  };
}

interface Board {
  progress?: QueryProgress;
  legs: Map<string, Leg>;
}

/** Until the engine tells of its Regions, the account is one leg. */
function emptyBoard({ account, engine }: RunTarget): Board {
  const leg: Leg = { engine: engine ?? "event-history", account, region: "", state: "waiting" };
  return { legs: new Map([["", leg]]) };
}

/** A leg that came to its own end keeps it. */
function end({ legs }: Board, outcome: Pick<Leg, "state" | "why">): void {
  for (const [key, { waitSeconds: _, ...leg }] of legs)
    if (leg.state === "waiting" || leg.state === "running") legs.set(key, { ...leg, ...outcome });
}

function summed(all: readonly QueryProgress[]): QueryProgress {
  const sum = (of: (each: QueryProgress) => number) => all.reduce((total, each) => total + of(each), 0);
  const newest = all.flatMap(({ newestEvent }) => newestEvent?.getTime() ?? []);
  const oldest = all.flatMap(({ oldestEvent }) => oldestEvent?.getTime() ?? []);
  return {
    pagesRead: sum((each) => each.pagesRead),
    scanned: sum((each) => each.scanned),
    matched: sum((each) => each.matched),
    ...(newest.length > 0 && { newestEvent: new Date(Math.max(...newest)) }),
    // As far back as all of them are.
    ...(oldest.length > 0 && { oldestEvent: new Date(Math.max(...oldest)) }),
  };
}
