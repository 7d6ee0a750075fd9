import { type ChildProcess, execFile, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";
import { connectWorkspace, type WorkspaceClient } from "../../src/sandbox/slack/client.ts";
import { startEmbeddedPostgres } from "../../src/store/embedded/embedded.ts";
import { openFolder, quiet } from "./postgres.ts";

const root = join(import.meta.dirname, "../..");
let folder = "";
let child: ChildProcess | undefined;

afterEach(async () => {
  if (child?.exitCode === null) await ended(child, "SIGKILL");
  const orphan = await startEmbeddedPostgres({ folder: join(folder, "demo"), log: quiet });
  await orphan.stop();
  await rm(folder, { recursive: true, force: true });
});

/** `npm run demo` in a process of its own; resolves to the workspace's address once it is printed. */
async function startDemo(): Promise<string> {
  const started = spawn(process.execPath, ["--import", "tsx", "src/cli/cairn.ts", "demo", "--port", "0"], {
    cwd: root,
    env: { ...process.env, CAIRN_FOLDER: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child = started;
  return new Promise((resolve, reject) => {
    let output = "";
    for (const stream of [started.stdout, started.stderr])
      stream.on("data", (chunk) => {
        output += chunk;
        const [address] = /http:\/\/\S+/.exec(output) ?? [];
        if (address) resolve(address);
      });
    started.once("exit", (code) => reject(new Error(`The demo ended with ${code}:\n${output}`)));
  });
}

const ended = (process: ChildProcess | undefined, signal: NodeJS.Signals): Promise<number | null> =>
  new Promise((resolve) => {
    process?.once("exit", resolve);
    process?.kill(signal);
  });

/** What stands in the channel once the alarm's thread is there. */
async function threads(workspace: WorkspaceClient): Promise<string[]> {
  const person = workspace.as("U0RESPONDER");
  const roots = async () =>
    (await person.messages("incidents"))
      .filter(({ ts, thread_ts }) => thread_ts === undefined || thread_ts === ts)
      .map(({ text }) => text);
  await person.until(async () => (await roots()).length > 0, 20_000, "the alarm's thread");
  return roots();
}

/** `cairn page-link` signs whoever opens it in, and brings them to the incident. */
async function readByLink(): Promise<void> {
  const env = { ...process.env, CAIRN_FOLDER: folder };
  const command = ["--import", "tsx", "src/cli/cairn.ts", "page-link", "INC-1"];
  const printed = await promisify(execFile)(process.execPath, command, { cwd: root, env });
  const link = new URL(printed.stdout.trim());
  const signedIn = await fetch(new URL("/sign-in/link", link), {
    method: "POST",
    redirect: "manual",
    headers: { origin: link.origin },
    body: link.searchParams,
  });
  expect(signedIn.headers.get("location")).toBe("/incidents/INC-1");
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const page = await fetch(new URL("/incidents/INC-1", link), { headers: { cookie } });
  expect(await page.text()).toContain("<h1>INC-1:");
}

test("the demo tells its story once: killed at its first moment, stopped, and started again", {
  timeout: 180_000,
}, async () => {
  folder = await openFolder();
  await startDemo();
  await ended(child, "SIGKILL");

  const first = await connectWorkspace(await startDemo());
  // The story has two alarms; which one is told first after a kill does not matter, once each does.
  await first
    .as("U0RESPONDER")
    .until(async () => (await threads(first)).length === 2, 20_000, "both threads");
  expect((await threads(first)).map((text) => /INC-\d+/.exec(text)?.[0]).sort()).toEqual(["INC-1", "INC-2"]);
  await readByLink();
  const person = first.as("U0RESPONDER");
  await person.command({ channel: "incidents", text: "/incident ack INC-1" });
  // What was under way when it was killed is waited for, before anything else of its thread goes out.
  await person.until(
    async () => (await threads(first)).some((text) => /^P2 INC-1: .*acknowledged by/.test(text)),
    60_000,
    "the acknowledgement",
  );
  expect(await ended(child, "SIGINT")).toBe(0);

  const again = await connectWorkspace(await startDemo());
  expect((await threads(again)).sort()).toEqual([
    expect.stringMatching(/^P2 INC-1: .*acknowledged by/),
    expect.stringMatching(/^P3 INC-2: .*nobody has acknowledged it/),
  ]);
  expect(await ended(child, "SIGINT")).toBe(0);
});
