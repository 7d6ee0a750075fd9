import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

export interface Run {
  rows: string[][];
  wallSeconds: number;
  /** Absent where it cannot be told. */
  cpuSeconds?: number;
  peakMegabytes?: number;
}

export interface Program {
  command: string;
  argv: string[];
  stdin?: string;
  /** Rows out of what it printed. */
  rows: (stdout: string) => string[][];
}

/** Runs a whole process, from its start to its end. */
export async function measure({ command, argv, stdin = "", rows }: Program, folder: string): Promise<Run> {
  const usage = join(folder, "usage.json");
  rmSync(usage, { force: true });
  const began = performance.now();
  const stdout = await printed(command, argv, stdin, usage);
  const wallSeconds = (performance.now() - began) / 1_000;
  return { rows: rows(stdout), wallSeconds, ...readUsage(usage) };
}

function readUsage(file: string): Pick<Run, "cpuSeconds" | "peakMegabytes"> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

function printed(command: string, argv: string[], stdin: string, usage: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const program = spawn(command, argv, {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, NODE_OPTIONS: "", BENCH_USAGE: usage },
    });
    const chunks: Buffer[] = [];
    program.stdout.on("data", (chunk) => chunks.push(chunk));
    program.on("error", reject);
    program.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString());
      else reject(new Error(`${command} ${argv.join(" ").slice(0, 200)} ended with ${code}.`));
    });
    program.stdin.end(stdin);
  });
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
