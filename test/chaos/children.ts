import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import type { Order } from "./order.ts";
import { type SourceMutation, withoutMechanism } from "./source-mutations.ts";

const root = join(import.meta.dirname, "../..");
/** Inside the checkout, so that packages are found from there. */
const programFolder = join(root, ".cairn", `chaos-${process.pid}`);

process.once("exit", () => rmSync(programFolder, { recursive: true, force: true }));

/** Bundles the child's program once: loaded as five hundred files it would start three times slower. */
export async function buildChild(without?: SourceMutation): Promise<string> {
  const file = without === undefined ? "cairn.js" : `cairn-${without}.js`;
  await build({
    root,
    configFile: false,
    logLevel: "error",
    plugins: without === undefined ? [] : [withoutMechanism(without)],
    ssr: { noExternal: true, external: ["@resvg/resvg-js", "pg-native"] },
    build: {
      emptyOutDir: false,
      ssr: join(import.meta.dirname, "cairn-process.ts"),
      outDir: programFolder,
      target: "node20",
      minify: false,
      rolldownOptions: { output: { entryFileNames: file, codeSplitting: false } },
    },
  });
  return join(programFolder, file);
}

export interface Child {
  name: string;
  process: ChildProcess;
  /** The port of its intake, once it is up. */
  http: number | undefined;
  /** When it was started, and when it said that it is up; by the machine's clock. */
  startedAt: number;
  upAt: number | undefined;
  output(): string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface ChildWish {
  name: string;
  settings: string;
  environment: Record<string, string>;
  order: Order;
}

const linesKept = 400;

/** Starts one Cairn. It is killed with its parent. */
export async function startChild(
  program: string,
  folder: string,
  { name, settings, environment, order }: ChildWish,
): Promise<Child> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.yml`);
  await writeFile(file, settings);
  const child = spawn(process.execPath, [program], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      ...environment,
      CAIRN_CONFIG: file,
      CHAOS: JSON.stringify(order),
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const lines: string[] = [];
  const keep = (bytes: Buffer) => {
    lines.push(...bytes.toString().split("\n").filter(Boolean));
    lines.splice(0, Math.max(0, lines.length - linesKept));
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const started: Child = {
    name,
    process: child,
    http: undefined,
    startedAt: performance.now(),
    upAt: undefined,
    output: () => lines.join("\n"),
    ended: once(child, "exit").then(([code, signal]) => ({ code, signal })),
  };
  child.on("message", (said: { up?: { http?: number } }) => {
    started.http = said.up?.http;
    started.upAt = performance.now();
  });
  child.on("error", () => {});
  return started;
}

/** Resolves when it is up. Throws with what it said when it ends before that. */
export async function isUp(child: Child, withinMs = 90_000): Promise<Child> {
  const until = performance.now() + withinMs;
  while (child.upAt === undefined) {
    if (child.process.exitCode !== null || child.process.signalCode !== null)
      throw new Error(`${child.name} ended before it was up:\n${child.output()}`);
    if (performance.now() > until)
      throw new Error(`${child.name} was not up within ${withinMs} ms:\n${child.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return child;
}
