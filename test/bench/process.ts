import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "vite";

const root = join(import.meta.dirname, "../..");

/** Bundles a program of ours into one file inside the checkout, so that packages are found from there. */
export async function bundle(entry: string, name: string): Promise<string> {
  const outDir = join(root, ".cairn/bench");
  await build({
    root,
    configFile: false,
    logLevel: "error",
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: false,
      target: "node20",
      minify: false,
      rolldownOptions: { output: { entryFileNames: `${name}.js`, codeSplitting: false } },
    },
  });
  return join(outDir, `${name}.js`);
}

export interface Program {
  pid: number;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts one of our programs with this environment and no other; resolves when it says on its output that it is up. */
export async function startProgram(file: string, env: Record<string, string>, up: string): Promise<Program> {
  const child = spawn(process.execPath, [file], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_COMPILE_CACHE: join(root, ".cairn/bench/compiled"),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await untilUp(child, up);
  return {
    pid: child.pid ?? 0,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode) return;
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    },
  };
}

/** Throws with what it said when it ends before that. */
function untilUp(child: ChildProcess, up: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    if (!child.stdout) throw new Error("Its output is not read.");
    createInterface(child.stdout).on("line", (line) => {
      if (said.push(line) > 50) said.shift();
      if (line.includes(up)) resolve();
    });
    child.once("exit", () => reject(new Error(`It ended before it was up:\n${said.join("\n")}`)));
  });
}
