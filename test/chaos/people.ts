import type { Outcome, SeenMessage } from "../../src/sandbox/slack/index.ts";
import { pause } from "./scenario.ts";
import type { World } from "./world.ts";

interface Button {
  action_id?: string;
  value?: string;
  text?: { text?: string };
}

function buttonOf(message: SeenMessage, label: string): { actionId: string; blockId?: string } | undefined {
  for (const block of (message.blocks ?? []) as { type?: string; block_id?: string; elements?: Button[] }[]) {
    if (block.type !== "actions") continue;
    const found = block.elements?.find(({ text }) => text?.text === label);
    if (found?.action_id) return { actionId: found.action_id, blockId: block.block_id };
  }
  return undefined;
}

/** Presses a button that stands in a message of a thread, or its root; undefined while there is none of that name. */
export async function press(
  world: World,
  personId: string,
  { channel, thread, label }: { channel: string; thread: string; label: string },
): Promise<Outcome | undefined> {
  const person = world.workspace.as(personId);
  for (const message of (await person.thread(channel, thread)).toReversed()) {
    const button = buttonOf(message, label);
    if (button) return person.press({ channel, ts: message.ts, ...button }).catch(() => undefined);
  }
  return undefined;
}

/** Presses it again and again, as people do, until Slack does not say any more that it did not work. */
export async function pressUntilTaken(
  world: World,
  personId: string,
  where: { channel: string; thread: string; label: string },
  withinMs: number,
): Promise<boolean> {
  for (const until = performance.now() + withinMs; performance.now() < until; ) {
    if ((await press(world, personId, where))?.ok) return true;
    await pause(150);
  }
  return false;
}

/** The roots of the incidents that a channel shows. */
export async function rootsOf(world: World, channel: string): Promise<SeenMessage[]> {
  const seen = await world.workspace.as("U0RESPONDER").messages(channel);
  return seen.filter(({ thread_ts, ts }) => thread_ts === undefined || thread_ts === ts);
}

/** Presses Run next step in up to so many incidents that offer it, as a person would: again when Slack says that it did not work. */
export async function pressRun(world: World, most: number, withinMs: number): Promise<number> {
  const responder = world.workspace.as("U0RESPONDER");
  const until = performance.now() + withinMs;
  const pressed = new Set<string>();
  while (pressed.size < most && performance.now() < until) {
    for (const channel of world.channels)
      for (const root of await responder.messages(channel)) {
        const button = buttonOf(root, "Run next step");
        if (pressed.size >= most || !button || pressed.has(root.ts)) continue;
        const outcome = await responder.press({ channel, ts: root.ts, ...button }).catch(() => undefined);
        if (outcome?.ok) pressed.add(root.ts);
      }
    await pause(100);
  }
  return pressed.size;
}
