import { InputError } from "../../domain/errors.ts";
import type { Desk } from "./desk.ts";

/** Somebody who may be given command: whoever has no role here is a guest, a bot, a stranger or has left. */
export async function colleague(
  { people }: Pick<Desk, "people">,
  id: string,
): Promise<{ id: string; name: string }> {
  const person = await people.actor(id);
  if (person.kind === "system" || person.roles.length === 0)
    throw new InputError(
      "Guests, bots and people of other organisations cannot take command. Choose a colleague.",
    );
  return { id, name: person.name };
}
