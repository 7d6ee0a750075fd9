import type { Manifest } from "./manifest.ts";
import type { Channel, Person, State } from "./records.ts";
import { bot, type SeedChannel, seedGroups } from "./seed.ts";

/** The workspace on its first day, or an earlier one with whoever joined the seed since. */
export function prepareState(
  loaded: State | undefined,
  seed: { people: Person[]; channels: SeedChannel[]; manifest: Manifest; now: Date },
): State {
  const state: State = loaded ?? {
    version: 1,
    lastTs: 0,
    counters: {},
    clockOffsetMs: 0,
    people: [],
    channels: [],
    messages: {},
    files: [],
    homes: {},
    groups: seedGroups,
  };
  const botPerson: Person = {
    id: bot.userId,
    handle: seed.manifest.botName,
    name: seed.manifest.appName,
    timeZone: "Etc/UTC",
    isBot: true,
  };
  state.people = [...seed.people, botPerson];
  for (const given of seed.channels) {
    if (state.channels.some((channel) => channel.id === given.id)) continue;
    state.channels.push(seededChannel(given, seed.now));
    state.messages[given.id] = [];
  }
  return state;
}

function seededChannel(given: SeedChannel, now: Date): Channel {
  return {
    created: Math.floor(now.getTime() / 1000),
    creator: given.members[0] ?? bot.userId,
    archived: false,
    topic: "",
    purpose: "",
    pins: [],
    kind: "public",
    ...given,
    members: [...given.members],
  };
}
