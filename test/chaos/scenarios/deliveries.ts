import { isUp } from "../children.ts";
import { judge } from "../invariants/judge.ts";
import { createLoad } from "../load.ts";
import { press, pressRun, rootsOf } from "../people.ts";
import { untilQuiet } from "../quiet.ts";
import { pause, type Scenario, type Stage } from "../scenario.ts";
import { supervise } from "../supervisor.ts";

const wrongly = ["duplicate", "drop", "delay", "reorder", "lose-ack"] as const;
const forged = ["wrong-signature", "old-signature", "future-signature"] as const;
const disturbances = ["cut", "refresh", "half-open"] as const;

/** What people do reaches Cairn twice, late, in another order or not at all, over both of Slack's ways. */
export const deliveries: Scenario = {
  name: "deliveries",
  promises: ["G1", "G2", "G3"],
  what: "clicks, commands and events doubled, delayed, reordered, dropped and forged; sockets cut, refreshed and half open; signed HTTP and Socket Mode",
  async run(stage) {
    const socket = await over("socket", stage);
    const http = await over("http", stage);
    const counts: Record<string, number> = { ...socket.counts };
    for (const [what, count] of Object.entries(http.counts)) counts[what] = (counts[what] ?? 0) + count;
    return { faults: [...socket.faults, ...http.faults], figures: { counts, times: {} } };
  },
};

async function over(delivery: "socket" | "http", { random, scale, open, order }: Stage) {
  const world = await open({ delivery, channels: 2 });
  const load = createLoad(world, random);
  let injected = 0;
  try {
    // Over HTTP Slack knows one address: one process stands behind it, and is killed and comes again.
    const cairns =
      delivery === "socket"
        ? await supervise(world, random, { count: 2, order })
        : await supervise(world, random, { count: 1, order, roles: ["slack"] });
    if (delivery === "http")
      await isUp(await world.start({ name: "rest", roles: "intake,worker,sender", order }));
    const incidents = 6;
    for (let index = 0; index < incidents; index++)
      await load.send({ name: `click-${index}`, channel: index % 2, withProbe: true });
    await untilQuiet(world, 20_000);
    const notes: string[] = [];
    const pressing = pressRun(world, incidents, 15_000 * scale);
    const until = performance.now() + 9_000 * scale;
    for (let turn = 0; performance.now() < until; turn++) {
      const how = delivery === "http" && random.chance(0.3) ? random.pick(forged) : random.pick(wrongly);
      world.workspace.fault({ deliver: "*", how, delayMs: 20_000 + random.below(100_000) });
      injected += 1;
      if (delivery === "socket" && random.chance(0.3)) {
        world.workspace.fault({ sockets: random.pick(disturbances), connections: 1 });
        injected += 1;
      }
      if (random.chance(0.12)) cairns.kill();
      await act(turn);
      await pause(150);
    }
    if (delivery === "socket") world.workspace.fault({ sockets: "allow" });
    world.workspace.clearFaults();
    await pressing;
    await pause(1_500);
    await untilQuiet(world, 40_000);
    const verdict = await judge(world, load.sent);
    const { rows } = await world.pool.query<{ note: string; count: number }>(
      "select body->>'text' as note, count(*)::int as count from timeline where action = 'note.add' group by 1",
    );
    const twice = rows.filter(({ count }) => count > 1);
    const missing = notes.filter((note) => !rows.some((each) => each.note === note));
    const ends = await cairns.stop();
    return {
      faults: [
        ...verdict.faults,
        ...ends,
        ...twice.map(({ note, count }) => `G2: the note "${note}" is on the record ${count} times`),
        ...missing.map((note) => `G1: the note "${note}" was acknowledged and is not on the record`),
      ].map((fault) => `${delivery}: ${fault}`),
      counts: {
        kills: cairns.kills(),
        "deliveries disturbed": injected,
        notes: notes.length,
        ...verdict.counts,
      },
    };

    /** A command that leaves a trace, or a click that must count once. */
    async function act(turn: number): Promise<void> {
      const channel = random.pick(world.channels);
      if (random.chance(0.5)) {
        const [root] = await rootsOf(world, channel);
        const thread = root?.ts ?? "";
        await press(world, "U0RESPONDER2", { channel, thread, label: "Acknowledge" });
        return;
      }
      const number = 1 + random.below(incidents);
      const note = `turn ${turn}`;
      const person = world.workspace.as("U0RESPONDER2");
      const said = await person
        .command({ channel, text: `/incident note INC-${number} ${note}` })
        .catch(() => undefined);
      if (said?.ok) notes.push(note);
    }
  } finally {
    await world.stop();
  }
}
