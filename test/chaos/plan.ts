import type { Play } from "./ground.ts";
import type { Scenario } from "./scenario.ts";
import { kills } from "./scenarios/kills.ts";
import { storm } from "./scenarios/storm.ts";
import { type Backend, backends } from "./world.ts";

/**
 * What is played at the same time: a lane each for the two queues, whose plays follow each other. What kills PostgreSQL
 * for everybody, or measures times, is played with nothing beside it.
 */
export interface Round {
  alone: Play[];
  lanes: Play[][];
}

type Wish = Pick<Play, "seed" | "scale">;

export function roundOf(scenarios: readonly Scenario[], on: readonly Backend[], wish: Wish): Round {
  const play = (scenario: Scenario, backend: Backend): Play => ({ scenario, backend, ...wish });
  return {
    alone: scenarios
      .filter(({ alone }) => alone)
      .flatMap((scenario) => on.map((backend) => play(scenario, backend))),
    lanes: on.map((backend) =>
      scenarios.filter(({ alone }) => !alone).map((scenario) => play(scenario, backend)),
    ),
  };
}

/** Each scenario on one of the queues, each queue with half of them; all have their turn on both in the full run. */
export function shortRound(scenarios: readonly Scenario[], wish: Wish): Round {
  const { alone, lanes } = roundOf(scenarios, backends, wish);
  const fixed: Record<string, readonly Backend[]> = {
    // It has the lines to both in it; the steps are shared out; the storm is about PostgreSQL.
    ...{ recovery: ["redis"], failpoints: backends, "queue-loss": ["redis"], storm: ["postgres"] },
  };
  const turn = ({ scenario, backend }: Play) =>
    (fixed[scenario.name] ?? [backends[scenarios.indexOf(scenario) % backends.length]]).includes(backend);
  return { alone: alone.filter(turn), lanes: lanes.map((lane) => lane.filter(turn)) };
}

/** What fills the minutes of a full run once everything was played: ten thousand alarms, and every third time kills. */
export const filling = (nth: number, wish: Wish): Play => ({
  scenario: nth % 3 === 1 ? kills : storm,
  backend: backends[nth % backends.length] ?? "postgres",
  ...wish,
  seed: wish.seed + 1 + nth,
});
