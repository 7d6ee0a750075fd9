import { text } from "../methods/method.ts";
import { readContent } from "../methods/post-checks.ts";
import type { Person } from "../records.ts";
import { newResponseUrl, sayBesides } from "../response-url.ts";
import { bot, team } from "../seed.ts";
import { newTrigger } from "../triggers.ts";
import type { World } from "../world.ts";
import { answerOf, hand, PersonError } from "./interaction.ts";
import type { Outcome, PersonRequestOf } from "./requests.ts";
import { requireWritable } from "./see-rights.ts";

/** A slash command. It knows no thread, as in Slack. */
export async function command(
  world: World,
  person: Person,
  request: PersonRequestOf<"command">,
): Promise<Outcome> {
  const channel = requireWritable(world, person, request.channel);
  const [, name = "", words = ""] = /^(\S+)\s*([\s\S]*)$/.exec(request.text.trim()) ?? [];
  const known = world.manifest.commands.find((each) => each.command === name);
  if (known === undefined) {
    throw new PersonError(
      `${name} is not a valid command. In Slack, all messages that start with "/" are interpreted as commands.`,
    );
  }
  const payload = {
    token: "sandbox",
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.kind === "im" ? "directmessage" : channel.name,
    user_id: person.id,
    user_name: person.handle,
    command: name,
    text: known.shouldEscape ? withReferences(world, words) : words,
    api_app_id: bot.appId,
    is_enterprise_install: "false",
    response_url: newResponseUrl(world, { channel: channel.id, person: person.id, ephemeral: true }),
    trigger_id: newTrigger(world, person.id),
  };
  const result = await hand(world, "slash_commands", payload, request.text);
  if (!result.acked) {
    return {
      ok: false,
      error:
        result.reason === "http_error"
          ? `${name} failed with the error "dispatch_failed"`
          : `${name} failed because the app did not respond`,
    };
  }
  const answer = typeof result.body === "string" ? { text: result.body } : answerOf(result);
  if (Object.keys(answer).length > 0) {
    const content = readContent({ world, args: answer });
    const inChannel = text(answer, "response_type") === "in_channel";
    sayBesides(world, channel.id, person.id, content, { inChannel });
  }
  return { ok: true, ackMs: result.afterMs };
}

/** `should_escape`: names of people, groups and channels become references the app can trust. */
function withReferences(world: World, words: string): string {
  return words
    .replace(/@([\w.-]+)/g, (whole, handle) => {
      const found = world.state.people.find((each) => each.handle === handle);
      const group = world.state.groups.find((each) => each.handle === handle);
      if (group !== undefined) return `<!subteam^${group.id}|@${group.handle}>`;
      return found === undefined ? whole : `<@${found.id}|${found.handle}>`;
    })
    .replace(/#([\p{L}\p{N}_-]+)/gu, (whole, name) => {
      const found = world.state.channels.find((each) => each.name === name);
      return found === undefined ? whole : `<#${found.id}|${found.name}>`;
    });
}
