import { z } from "zod";
import { SlackError } from "../slack-error.ts";
import { NotOfferedError } from "../values.ts";
import type { World } from "../world.ts";
import { command } from "./command.ts";
import { PersonError } from "./interaction.ts";
import {
  archive,
  createChannel,
  invite,
  join,
  kick,
  leave,
  openDirectMessages,
  openHome,
  rename,
  setTopic,
  unarchive,
} from "./places.ts";
import { press } from "./press.ts";
import { type Outcome, personRequestSchema } from "./requests.ts";
import { requirePersonHere } from "./see-rights.ts";
import { shortcut } from "./shortcut.ts";
import { close, submit } from "./submit.ts";
import { suggest } from "./suggest.ts";
import { enter, requireSurface } from "./surface.ts";
import { dismiss, edit, pin, post, react, remove, unpin, unreact } from "./talk.ts";

/** Does what a person asks. Mistakes of the person come back as what their screen would say. */
export async function perform(world: World, personId: string, request: unknown): Promise<Outcome> {
  try {
    return await act(world, personId, personRequestSchema.parse(request));
  } catch (error) {
    if (error instanceof PersonError || error instanceof NotOfferedError)
      return { ok: false, error: error.message };
    if (error instanceof SlackError) return { ok: false, error: `Slack refused it: ${error.code}` };
    if (error instanceof z.ZodError) return { ok: false, error: z.prettifyError(error) };
    throw error;
  }
}

function act(
  world: World,
  personId: string,
  request: z.output<typeof personRequestSchema>,
): Outcome | Promise<Outcome> {
  const person = requirePersonHere(world, personId);
  switch (request.do) {
    case "post":
      return post(world, person, request);
    case "edit":
      return edit(world, person, request);
    case "delete":
      return remove(world, person, request);
    case "command":
      return command(world, person, request);
    case "press":
      return press(world, person, request);
    case "suggest":
      return suggest(world, person, request);
    case "fill":
      enter(world, requireSurface(world, person, request), request.values);
      return { ok: true };
    case "submit":
      return submit(world, person, request);
    case "close":
      return close(world, person, request);
    case "shortcut":
      return shortcut(world, person, request);
    case "react":
      return react(world, person, request);
    case "unreact":
      return unreact(world, person, request);
    case "pin":
      return pin(world, person, request);
    case "unpin":
      return unpin(world, person, request);
    case "dismiss":
      return dismiss(world, person, request);
    case "openHome":
      return openHome(world, person, request);
    case "openDirect":
      return openDirectMessages(world, person, request);
    case "createChannel":
      return createChannel(world, person, request);
    case "join":
      return join(world, person, request);
    case "leave":
      return leave(world, person, request);
    case "invite":
      return invite(world, person, request);
    case "kick":
      return kick(world, person, request);
    case "rename":
      return rename(world, person, request);
    case "setTopic":
      return setTopic(world, person, request);
    case "archive":
      return archive(world, person, request);
    case "unarchive":
      return unarchive(world, person, request);
  }
}
