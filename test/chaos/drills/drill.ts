import type { Load } from "../load.ts";
import type { Stage } from "../scenario.ts";
import type { World, WorldOptions } from "../world.ts";

export interface DrillGround {
  world: World;
  load: Load;
  stage: Stage;
  channel: string;
  /** Waits until nothing is under way, or a little. */
  rest(): Promise<unknown>;
}

/** The smallest thing that goes wrong when a mechanism is missing. Gives back what it saw beside the invariants. */
export interface Drill extends Partial<Pick<WorldOptions, "settings" | "speed" | "acts">> {
  /** Cairns that run; the drill starts its own where it kills them. */
  cairns: number;
  run(ground: DrillGround): Promise<string[]>;
}
