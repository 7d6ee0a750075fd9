import fc from "fast-check";
import { expect, test } from "vitest";
import type { Ladder } from "../../src/domain/escalation/ladder.ts";
import { climbLadders } from "../../src/flows/escalation/climb-ladders.ts";
import { escalateIncident } from "../../src/flows/escalation/escalate-incident.ts";
import { acknowledgeIncident } from "../../src/flows/incidents/acknowledge-incident.ts";
import { reopenIncident } from "../../src/flows/incidents/reopen-incident.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { snoozeIncident } from "../../src/flows/incidents/snooze-incident.ts";
import { wakeIncidents } from "../../src/flows/incidents/wake-incidents.ts";
import type { Ports } from "../../src/flows/ports.ts";
import { fakeWorld, keyAlarm, lead } from "../fakes/world.ts";

const hours = { timeZone: "UTC", days: ["sat"], from: "03:00", to: "05:00" } as const;
const ladder: Ladder = {
  from: "P4",
  rungs: [
    { notify: ["U0ONCALL"], afterSeconds: 60, outside: "skip" },
    { notify: ["S0TEAM"], afterSeconds: 120, hours, outside: "wait" },
    { notify: ["C0LEADS", "U0SECOND"], afterSeconds: 60, hours, outside: "skip" },
    { notify: ["U0LEAD"], afterSeconds: 60, outside: "skip" },
  ],
};

type Doing = "climb" | "escalate" | "acknowledge" | "resolve" | "reopen" | "snooze" | "wake" | "wait";

const round = fc.array(
  fc.constantFrom<Doing>(
    ...([
      "climb",
      "climb",
      "climb",
      "escalate",
      "acknowledge",
      "resolve",
      "reopen",
      "snooze",
      "wake",
      "wait",
    ] as const),
  ),
  { minLength: 1, maxLength: 6 },
);

/** What somebody does to one of the incidents; a refusal is an answer too. */
function start(doing: Doing, ports: Ports, world: ReturnType<typeof fakeWorld>, incidentId: string) {
  const wish = { incidentId, actor: lead };
  switch (doing) {
    case "climb":
      return climbLadders(ports);
    case "escalate":
      return escalateIncident(ports, wish);
    case "acknowledge":
      return acknowledgeIncident(ports, wish);
    case "resolve":
      return resolveIncident(ports, { ...wish, resolution: null });
    case "reopen":
      return reopenIncident(ports, { ...wish, reason: "again" });
    case "snooze":
      return snoozeIncident(ports, { ...wish, duration: "5m", reason: "quiet" });
    case "wake":
      return wakeIncidents(ports);
    case "wait":
      return Promise.resolve(world.advance(70_000));
  }
}

test("no rung is called twice in one climb, and none that answered in time, whatever happens at once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(round, { minLength: 1, maxLength: 8 }),
      async (scheduler, rounds) => {
        const world = fakeWorld({ ladders: { ladder }, ladder: "ladder" });
        for (const index of [1, 2])
          await world.alarm(
            keyAlarm({ name: `alarm-${index}`, id: `11111111-0000-4000-8000-00000000000${index}` }),
          );
        const ids = world.world().incidents.map(({ id }) => id);
        // Every look at the record and every transaction may be held up by any other.
        const transaction = scheduler.scheduleFunction(async () => {});
        const ports: Ports = {
          ...world.ports,
          store: {
            ...world.ports.store,
            transaction: async (work) => transaction().then(() => world.ports.store.transaction(work)),
          },
        };
        for (const doings of rounds) {
          const all = doings.map((doing, index) =>
            start(doing, ports, world, ids[index % ids.length] ?? "").catch(() => {}),
          );
          await scheduler.waitFor(Promise.all(all));
        }
        judge(world);
      },
    ),
    { numRuns: Number(process.env.ESCALATION_RUNS ?? 20) },
  );
});

function judge({ world }: ReturnType<typeof fakeWorld>): void {
  for (const { id } of world().incidents) {
    // A climb ends where the next one begins: when it is opened again, and when it wakes.
    let climb: number[] = [];
    let waits = true;
    for (const { action, body } of world().timeline.filter(({ incidentId }) => incidentId === id)) {
      if (action === "incident.reopen" || action === "incident.wake") [climb, waits] = [[], true];
      if (action === "incident.acknowledge" || action === "incident.resolve" || action === "incident.snooze")
        waits = false;
      if (action !== "incident.escalate" || typeof body.rung !== "number") continue;
      expect(climb).not.toContain(body.rung);
      climb.push(body.rung);
      if (body.by === "ladder") expect(waits).toBe(true);
    }
  }
  const first = new Set<string>();
  for (const { row } of world().outbox)
    if (row.show.show === "call") {
      expect(first.has(row.key)).toBe(false);
      first.add(row.key);
    }
}
