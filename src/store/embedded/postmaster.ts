import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { dataOf } from "./place.ts";

/** A PostgreSQL that works on this data, whoever started it. */
export interface Postmaster {
  pid: number;
  port: number;
}

/**
 * From the lock file that PostgreSQL keeps in its data. One that is left over is removed when its process is gone
 * or is something else by now: in a container the same small numbers come again and again.
 */
export async function runningPostmaster(base: string): Promise<Postmaster | undefined> {
  const file = path.join(dataOf(base), "postmaster.pid");
  const lines = (await fs.readFile(file, "utf8").catch(() => "")).split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  if (isPostgres(pid)) return { pid, port: Number(lines[3]) };
  await fs.rm(file, { force: true });
  return undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Is this process a living PostgreSQL? One that nobody has buried yet (in a container without init) is not. */
export function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const { status, stdout } = spawnSync("ps", ["-o", "stat=,comm=", "-p", String(pid)], { encoding: "utf8" });
  // Without ps we believe the file: two servers on the same data would be worse than a refusal.
  if (status === null || status > 1) return true;
  return stdout.includes("postgres") && !stdout.trimStart().startsWith("Z");
}
