import { type Child, isUp } from "./children.ts";
import type { Order, Told } from "./order.ts";
import { pause } from "./scenario.ts";
import type { Seeded } from "./seeded.ts";
import type { World } from "./world.ts";

export interface Supervisor {
  alive(): Child[];
  /** SIGKILL to one of them, now and then while it starts; it is started again by itself. */
  kill(): boolean;
  /** SIGSTOP for so long: it believes that no time has passed. */
  freeze(ms: number): boolean;
  /** The wall clock of one of them goes off by so much, or is put right again. */
  setClock(offMs: number): boolean;
  kills(): number;
  /** Those that ended although nobody killed them. */
  ends(): string[];
  /** Lets all end in order and starts no more; answers with those that did not end with 0. */
  stop(): Promise<string[]>;
}

/** Cairn promises 25 s; a busy machine may need more. What takes longer is killed, and told. */
const orderlyEndMs = 60_000;

/** Keeps so many Cairns running, as systemd or ECS would: what ends is started anew. */
export async function supervise(
  world: World,
  random: Seeded,
  { count, order, roles = [] }: { count: number; order?: Partial<Order>; roles?: string[] },
): Promise<Supervisor> {
  const places: (Child | undefined)[] = [];
  let stopping = false;
  let kills = 0;
  const ends: string[] = [];
  let started = 0;

  const keep = async (place: number): Promise<void> => {
    while (!stopping) {
      const child = await world.start({
        name: `cairn-${place}-${started++}`,
        ...(order && { order }),
        ...(roles.length > 0 && { roles: roles[place % roles.length] ?? "" }),
      });
      places[place] = child;
      const { code, signal } = await child.ended;
      if (!stopping && signal === null)
        ends.push(`${child.name} ended by itself with ${code}: ${child.output().slice(-400)}`);
      if (!stopping) await pause(100);
    }
  };
  const keeping = Array.from({ length: count }, (_, place) => keep(place));
  await Promise.all(
    Array.from({ length: count }, async (_, place) => {
      while (places[place] === undefined) await pause(10);
      await isUp(places[place], 60_000);
    }),
  );
  const running = () =>
    places.flatMap((child) =>
      child && child.process.exitCode === null && !child.process.signalCode ? [child] : [],
    );
  const alive = () => running().filter(({ upAt }) => upAt !== undefined);
  return {
    alive,
    kills: () => kills,
    ends: () => ends,
    setClock(offMs) {
      const victims = alive();
      if (victims.length === 0) return false;
      random.pick(victims).process.send({ clockOffMs: offMs } satisfies Told);
      return true;
    },
    kill() {
      const up = alive();
      // While nobody else is up, whoever starts is let be: else a slow machine never has one.
      const victims = up.length > 0 && random.chance(0.3) ? running() : up;
      if (victims.length === 0) return false;
      random.pick(victims).process.kill("SIGKILL");
      kills += 1;
      return true;
    },
    freeze(ms) {
      const victims = alive();
      if (victims.length === 0) return false;
      const { process } = random.pick(victims);
      process.kill("SIGSTOP");
      setTimeout(() => process.kill("SIGCONT"), ms);
      return true;
    },
    async stop() {
      stopping = true;
      for (const child of places) child?.process.kill("SIGTERM");
      const patience = setTimeout(() => {
        for (const child of places) child?.process.kill("SIGKILL");
      }, orderlyEndMs);
      await Promise.all(keeping);
      clearTimeout(patience);
      return places.flatMap((child) =>
        // Who was asked to end before it was up knew nothing yet of an orderly end.
        child?.upAt !== undefined && child.process.exitCode !== 0
          ? [`${child.name} ended with ${child.process.exitCode ?? child.process.signalCode}`]
          : [],
      );
    },
  };
}
