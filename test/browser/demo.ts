import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const startsWithinMs = 80_000;

/** The demo as a newcomer starts it, in a folder of its own. */
export async function startDemo(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "cairn-browser-"));
  // PostgreSQL, run by another user where this one is root, must get in.
  chmodSync(folder, 0o755);
  const child = spawn(process.execPath, ["--import", "tsx", "src/cli/cairn.ts", "demo", "--port", "0"], {
    cwd: root,
    env: { ...process.env, CAIRN_FOLDER: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { url: await addressOf(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`The demo did not start:\n${said}`)), startsWithinMs);
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (url === undefined) return;
      clearTimeout(giveUp);
      resolve(url);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", (code) => {
      clearTimeout(giveUp);
      reject(new Error(`The demo ended with ${code}:\n${said}`));
    });
  });
}
