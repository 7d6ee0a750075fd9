import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { CairnError, InputError } from "../../domain/errors.ts";
import { clusterName } from "./holder.ts";
import { dataOf, type Place } from "./place.ts";
import { isAlive, runningPostmaster } from "./postmaster.ts";

export interface Server {
  child: ChildProcess;
  port: number;
  /** Resolves when PostgreSQL has ended. */
  ended: Promise<void>;
}

/** Ours alone: nothing of the environment's PostgreSQL settings may leak into this one. */
const environment = (base: string) => ({
  PATH: process.env.PATH,
  LC_ALL: "C",
  TZ: "UTC",
  HOME: base,
  SystemRoot: process.env.SystemRoot,
});

/** Makes the data folder when there is none; two at once make one. */
export async function initialise(place: Place): Promise<{ password: string }> {
  const data = dataOf(place.base);
  const password = await keptPassword(place);
  if (existsSync(data)) {
    await requireSameMajor(place);
    return { password };
  }
  await removeUnfinished(place.base);
  const unfinished = `${data}.new-${process.pid}`;
  const { status, stdout, stderr, error } = spawnSync(
    path.join(place.binaries.folder, "bin", "initdb"),
    [
      `--pgdata=${unfinished}`,
      "--username=cairn",
      `--pwfile=${path.join(place.base, "password")}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
    ],
    { ...place.user, cwd: place.base, env: environment(place.base), encoding: "utf8" },
  );
  if (status !== 0) {
    await fs.rm(unfinished, { recursive: true, force: true });
    throw new CairnError(
      "postgres",
      `PostgreSQL could not make its data folder in ${place.base}: ${(error?.message ?? `${stdout}${stderr}`).trim().slice(-500)}`,
    );
  }
  await fs.rename(unfinished, data).catch(async (cause: NodeJS.ErrnoException) => {
    await fs.rm(unfinished, { recursive: true, force: true });
    if (cause.code !== "ENOTEMPTY" && cause.code !== "EEXIST") throw cause;
  });
  return { password };
}

/** What a Cairn left that was killed while it made its data. */
async function removeUnfinished(base: string): Promise<void> {
  for (const name of await fs.readdir(base)) {
    const pid = Number(/^data\.new-(\d+)$/.exec(name)?.[1]);
    // Its initdb may still be writing: then the next start removes it.
    if (pid === process.pid || (pid > 0 && !isAlive(pid)))
      await fs.rm(path.join(base, name), { recursive: true, force: true }).catch(() => {});
  }
}

async function keptPassword({ base, user }: Place): Promise<string> {
  const file = path.join(base, "password");
  if (!existsSync(file)) {
    const own = `${file}.new-${process.pid}`;
    await fs.writeFile(own, `${randomBytes(24).toString("hex")}\n`, { mode: 0o600 });
    if (user) await fs.chown(own, user.uid, user.gid);
    // A link fails when somebody else was first: then theirs counts.
    await fs.link(own, file).catch(() => {});
    await fs.rm(own);
  }
  return (await fs.readFile(file, "utf8")).trim();
}

async function requireSameMajor({ base, binaries }: Place): Promise<void> {
  const made = (await fs.readFile(path.join(dataOf(base), "PG_VERSION"), "utf8")).trim();
  const ours = binaries.version.split(".")[0];
  if (made !== ours)
    throw new InputError(
      `The data in ${dataOf(base)} was made by PostgreSQL ${made}; this Cairn brings ${ours}. Go on with the Cairn that made it, or move the data away to start anew.`,
    );
}

/**
 * Starts PostgreSQL on this port; `undefined` when somebody else took the port or the data in the meantime. What
 * `ready` throws ends the new server.
 */
export async function launch(
  place: Place,
  port: number,
  ready: (port: number) => Promise<boolean>,
): Promise<Server | undefined> {
  const logFile = path.join(place.base, "server.log");
  // A file, not a pipe: when we are killed, PostgreSQL must still be able to write.
  const log = await fs.open(logFile, "w", 0o600);
  const child = spawn(
    path.join(place.binaries.folder, "bin", "postgres"),
    ["-D", dataOf(place.base), "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    {
      ...place.user,
      cwd: place.base,
      env: environment(place.base),
      stdio: ["ignore", log.fd, log.fd],
      // Of another process group: Ctrl-C is for us, and PostgreSQL ends when our last word is written.
      detached: true,
    },
  );
  child.unref();
  let over = false;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  }).then(() => {
    over = true;
  });
  await log.close();
  const quit = (cause?: unknown) => {
    if (child.pid && !over) process.kill(child.pid, "SIGQUIT");
    if (cause) throw cause;
  };

  for (const until = Date.now() + 60_000; Date.now() < until && !over; ) {
    if (await ready(port).catch((error: unknown) => quit(error))) {
      // Another Cairn's server may answer on this very port, with the same data.
      if ((await runningPostmaster(place.base))?.pid === child.pid) return { child, port, ended };
      quit();
      return undefined;
    }
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  const words = (await fs.readFile(logFile, "utf8").catch(() => "")).trim();
  if (/could not bind|could not create any TCP|lock file .* already exists|is still in use/.test(words))
    return undefined;
  // Stopped in order, and not by us: by a Cairn that starts at the same moment.
  if (child.exitCode === 0) return undefined;
  quit();
  throw new CairnError(
    "postgres",
    `PostgreSQL did not start: ${words.slice(-500) || "it said nothing"} (${logFile})`,
  );
}

const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "fsync=on",
  "synchronous_commit=on",
  "full_page_writes=on",
  "max_connections=200",
  "timezone=UTC",
  "log_timezone=UTC",
  // Tells whose server this is while nobody has its lock yet.
  `cluster_name=${clusterName(process.pid)}`,
];

/** The port of last time when it is free, so that an address that was noted still holds. */
export async function freePort(base: string): Promise<number> {
  const file = path.join(base, "port");
  const last = Number(await fs.readFile(file, "utf8").catch(() => "0"));
  const port = (await bindable(last > 0 && last < 65_536 ? last : 0)) ?? (await bindable(0)) ?? 0;
  await fs.writeFile(file, String(port));
  return port;
}

function bindable(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}

/** Fast shutdown, then immediate, then none at all. PostgreSQL recovers from each. */
export async function end(pid: number, ended: () => boolean): Promise<void> {
  for (const [signal, patienceMs] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    if (ended()) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (const until = Date.now() + patienceMs; Date.now() < until && !ended(); )
      await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
