import { team } from "./seed.ts";
import { SlackError } from "./slack-error.ts";
import type { World } from "./world.ts";

const livesMs = 3000;
const keptMs = 60_000;

/** A trigger for one view, good for three seconds after the person's click. */
export function newTrigger(world: World, person: string): string {
  const workspaceAt = world.clock.now().getTime();
  for (const [id, trigger] of world.triggers) {
    if (Date.now() - trigger.wallAt > keptMs) world.triggers.delete(id);
  }
  const id = `${world.nextId("")}.${team.id}.trigger`;
  world.triggers.set(id, { person, wallAt: Date.now(), workspaceAt, used: false });
  return id;
}

/** The person whose click this was; a second use or a late one is refused. */
export function redeemTrigger(world: World, id: string): string {
  const trigger = world.triggers.get(id);
  if (trigger === undefined) throw new SlackError("invalid_trigger_id");
  if (trigger.used) throw new SlackError("exchanged_trigger_id");
  const age = Math.max(Date.now() - trigger.wallAt, world.clock.now().getTime() - trigger.workspaceAt);
  if (age > livesMs) throw new SlackError("expired_trigger_id");
  trigger.used = true;
  return trigger.person;
}
