import { readdir, readFile } from "node:fs/promises";

/** CPU seconds and peak memory of processes that run. */
export interface Usage {
  cpuSeconds: number;
  peakMb: number;
}

const ticksPerSecond = 100;

/** Of one process; with `family`, the CPU time of its living and its ended children too. */
export async function usageOf(pid: number, { family = false } = {}): Promise<Usage> {
  const own = await statOf(pid, family);
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const peakMb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  const children = family ? await childrenOf(pid) : [];
  const theirs = await Promise.all(children.map((child) => statOf(child, false)));
  return { cpuSeconds: [own, ...theirs].reduce((sum, each) => sum + each, 0), peakMb };
}

async function statOf(pid: number, withEnded: boolean): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
  return (user + system + (withEnded ? endedUser + endedSystem : 0)) / ticksPerSecond;
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    }),
  );
  return pids.filter((_, at) => parents[at] === parent);
}
