import type { ChildProcess } from "node:child_process";
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

/** Resolves once a Cairn says on its log that it is up. Throws with what it said when it ends before that. */
export function untilListening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    if (!child.stdout) throw new Error("Its output is not read.");
    createInterface(child.stdout).on("line", (line) => {
      if (said.push(line) > 50) said.shift();
      if (line.includes('"Cairn is up"')) resolve();
    });
    child.once("exit", () => reject(new Error(`It ended before it was up:\n${said.join("\n")}`)));
  });
}
