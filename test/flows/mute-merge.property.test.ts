import fc from "fast-check";
import { expect, test } from "vitest";
import type { AlarmState } from "../../src/domain/alarm/alarm.ts";
import { CairnError } from "../../src/domain/errors.ts";
import { endMutes } from "../../src/flows/alarms/end-mutes.ts";
import { muteAlarm } from "../../src/flows/alarms/mute-alarm.ts";
import { unmuteAlarm } from "../../src/flows/alarms/unmute-alarm.ts";
import { mergeIncident } from "../../src/flows/incidents/merge-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { settleQuiet } from "../../src/flows/incidents/settle-quiet.ts";
import { unmergeIncident } from "../../src/flows/incidents/unmerge-incident.ts";
import { fakeWorld, keyAlarm, lead } from "../fakes/world.ts";

const minute = 60_000;
const names = ["one", "two", "three"] as const;
const begin = Date.parse("2026-11-14T02:42:00Z");

type Step =
  | { do: "change"; name: string; state: AlarmState; lateMs: number }
  | { do: "mute"; name: string; minutes: number }
  | { do: "unmute"; name: string }
  | { do: "merge"; from: number; into: number }
  | { do: "unmerge"; which: number }
  | { do: "resolve"; which: number }
  | { do: "wait"; minutes: number };

const name = fc.constantFrom("one", ...names);
const which = fc.nat({ max: 2 });
const change = fc.record({
  do: fc.constant("change" as const),
  name,
  state: fc.constantFrom<AlarmState>("ALARM", "OK", "ALARM", "OK", "INSUFFICIENT_DATA"),
  // Messages overtake each other.
  lateMs: fc.constantFrom(0, 0, 0, 1_500, 90_000),
});
const wait = fc.record({ do: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 20 }) });
const mute = fc.record({
  ...{ do: fc.constant("mute" as const), name },
  minutes: fc.integer({ min: 1, max: 40 }),
});
const unmute = fc.record({ do: fc.constant("unmute" as const), name });
const merge = fc.record({ do: fc.constant("merge" as const), from: which, into: which });
const unmerge = fc.record({ do: fc.constant("unmerge" as const), which: fc.nat({ max: 3 }) });
const resolve = fc.record({ do: fc.constant("resolve" as const), which });
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: change },
    { weight: 2, arbitrary: wait },
    { weight: 2, arbitrary: mute },
    unmute,
    { weight: 2, arbitrary: merge },
    { weight: 2, arbitrary: unmerge },
    { weight: 2, arbitrary: resolve },
  ),
  { minLength: 5, maxLength: 25 },
);

/** Where a good many scripts begin: with something to take out again. */
const merged: Step[] = [
  { do: "change", name: "one", state: "ALARM", lateMs: 0 },
  { do: "change", name: "two", state: "ALARM", lateMs: 0 },
  { do: "merge", from: 0, into: 1 },
];

interface Told {
  at: number;
  name: string;
  state: AlarmState;
  order: number;
}

/** Plays what people and alarms do; whatever is refused with a reason is left undone. */
async function played(script: readonly Step[]) {
  const world = fakeWorld();
  const { ports } = world;
  const told: Told[] = [];
  let order = 0;
  let resolvedLast = 0;
  let now = begin;
  let ids = 0;
  /** The latest, while only they and nobody's decision say what is open. */
  const nth = async (index: number) => {
    const all = await ports.store.incidents({});
    return all[index % Math.max(1, all.length)]?.id ?? "none";
  };
  /** The latest that has this alarm. */
  const withAlarm = (wanted: string) =>
    world.world().alarms.findLast(({ status }) => status.name === wanted)?.incidentId ?? "none";
  const posts = () => world.outbox().filter(({ show }) => show === "entry").length;

  async function perform(step: Step): Promise<void> {
    switch (step.do) {
      case "wait":
        now += step.minutes * minute;
        world.advance(step.minutes * minute);
        await endMutes(ports);
        return settleQuiet(ports);
      case "change": {
        now += 1_000;
        world.advance(1_000);
        const { name, state } = step;
        const at = now - step.lateMs;
        const time = new Date(at).toISOString().replace("Z", "+0000");
        const muted = (await ports.store.mutes({})).some(
          (each) => each.name === name && each.until.getTime() > now,
        );
        const before = { posts: posts(), open: (await ports.store.incidents({ state: "open" })).length };
        await world.alarm(keyAlarm({ id: `step-${++ids}`, name, state, at: time }));
        told.push({ at, name, state, order: ++order });
        if (!muted) return;
        expect(posts()).toBe(before.posts);
        expect(await ports.store.incidents({ state: "open" })).toHaveLength(before.open);
        return;
      }
      case "mute": {
        const incident = withAlarm(step.name);
        const duration = `${step.minutes}m`;
        await muteAlarm(ports, {
          ...{ incidentId: incident, alarm: step.name, duration, reason: "It flaps", actor: lead },
        });
        return;
      }
      case "unmute":
        await unmuteAlarm(ports, { incidentId: withAlarm(step.name), alarm: step.name, actor: lead });
        return;
      case "merge": {
        const [from, into] = [await nth(step.from), await nth(step.into)];
        await mergeIncident(ports, { incidentId: from, into, actor: lead });
        return;
      }
      case "unmerge": {
        const merged = (await ports.store.incidents({})).filter(({ mergedInto }) => mergedInto);
        const incidentId = merged[step.which % Math.max(1, merged.length)]?.id ?? "none";
        await unmergeIncident(ports, { incidentId, actor: lead });
        return;
      }
      case "resolve":
        await resolveIncident(ports, { incidentId: await nth(step.which), resolution: null, actor: lead });
        resolvedLast = ++order;
        return;
    }
  }
  for (const step of script)
    await perform(step).catch((error: unknown) => {
      if (!(error instanceof CairnError)) throw error;
    });
  now += 60 * minute;
  world.advance(60 * minute);
  await endMutes(ports);
  return { ...world, told, resolvedLast };
}

/** By its own time; ALARM wins a tie. */
function latest(told: readonly Told[], name: string): Told | undefined {
  return told
    .filter((each) => each.name === name)
    .toSorted((a, b) => a.at - b.at || Number(a.state === "ALARM") - Number(b.state === "ALARM"))
    .at(-1);
}

test("whatever is muted, merged and resolved in between, alarms are where they belong and nothing is lost", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (script, known) => {
      const { ports, world, told, resolvedLast } = await played(known ? [...merged, ...script] : script);
      const incidents = world().incidents;
      const byId = new Map(incidents.map((each) => [each.id, each]));

      // Every transition is stored, and no mute is left.
      expect(new Set(world().transitions.map((each) => each.key)).size).toBe(world().transitions.length);
      expect(world()).toMatchObject({ mutes: [], held: [] });

      for (const incident of incidents) {
        // Pointers lead to an end, never round.
        let end = incident;
        for (let steps = 0; end.mergedInto; steps++) {
          expect(steps).toBeLessThan(incidents.length);
          const next = byId.get(end.mergedInto.id);
          if (next === undefined) throw new Error("A pointer leads nowhere.");
          end = next;
        }
        if (incident.mergedInto) expect(incident.state).toBe("resolved");
        // What it counts is what it has.
        const alarms = await ports.store.alarms(incident.id, 99);
        expect(incident.counts).toMatchObject({
          alarms: alarms.length,
          firing: alarms.filter(({ state }) => state === "ALARM").length,
        });
        // Nothing happens in a merged incident any more.
        const timeline = await ports.store.timeline(incident.id);
        const actions = timeline.map(({ action }) => action);
        const merged = actions.lastIndexOf("incident.merge");
        if (merged > actions.lastIndexOf("incident.unmerge"))
          expect(actions.slice(merged + 1)).not.toContain("alarm.transition");
        // Whoever was taken out has no pointer, until it is merged anew.
        expect(incident.mergedInto !== undefined).toBe(merged > actions.lastIndexOf("incident.unmerge"));
      }

      for (const name of names) {
        const last = latest(told, name);
        const homes = incidents.filter(({ state }) => state !== "resolved");
        const shown = (await Promise.all(homes.map(({ id }) => ports.store.alarms(id, 99))))
          .flat()
          .filter((each) => each.name === name);
        // An open incident that has this alarm shows it as CloudWatch does: nobody missed a change.
        for (const status of shown) if (last) expect(status.state).toBe(last.state);
        // What fires, and nobody resolved since it was told, is open: muted or not, merged or not.
        if (last?.state === "ALARM" && last.order > resolvedLast) expect(shown).not.toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
