import { isUp } from "../children.ts";
import type { FailpointName } from "../failpoints.ts";
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

/** A Cairn that stands still the first time it comes by there, and does not know that time passes until it is woken. */
export const startFrozenAt = async (
  { world, stage }: DrillGround,
  name: FailpointName,
): Promise<{ wake(): void }> => {
  const order = { ...stage.order, failpoint: { name, nth: 1, signal: "SIGSTOP" } } as const;
  const { process } = await isUp(await world.start({ name: "frozen", order }));
  return { wake: () => void process.kill("SIGCONT") };
};
