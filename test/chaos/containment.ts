import { pressUntilTaken } from "./people.ts";
import type { World } from "./world.ts";

/** A responder asks for the approval, a lead gives it, the responder sends the event. True when it was sent for. */
export async function contain(
  world: World,
  where: { channel: string; thread: string },
  withinMs: number,
): Promise<boolean> {
  const until = performance.now() + withinMs;
  const steps = [
    ["U0RESPONDER", "Ask for the approval"],
    ["U0LEAD", "Approve"],
    ["U0RESPONDER", "Send the event"],
  ] as const;
  for (const [person, label] of steps)
    if (!(await pressUntilTaken(world, person, { ...where, label }, until - performance.now()))) return false;
  return true;
}
