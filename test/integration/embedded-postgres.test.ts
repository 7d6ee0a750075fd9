import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, expect, test, vi } from "vitest";
import { ConflictError } from "../../src/domain/errors.ts";
import { copyBinaries, installedBinaries, whyNotRunnable } from "../../src/store/embedded/binaries.ts";
import { startEmbeddedPostgres } from "../../src/store/embedded/embedded.ts";
import { hold, lockKey } from "../../src/store/embedded/holder.ts";
import { choosePlace } from "../../src/store/embedded/place.ts";
import { isPostgres } from "../../src/store/embedded/postmaster.ts";
import { findUser, type RunAs } from "../../src/store/embedded/run-as.ts";
import { launch } from "../../src/store/embedded/server.ts";
import { outsideCandidates } from "./embedded-candidates.ts";
import { ask, openFolder, quiet } from "./postgres.ts";

const isRoot = process.getuid?.() === 0;
const nobody = isRoot ? findUser() : undefined;
const nobodyHasNode =
  nobody !== undefined && spawnSync(process.execPath, ["-e", ""], { ...nobody, cwd: "/" }).status === 0;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** A checkout's folder: open to other users, or closed. */
async function checkout({ closed = false } = {}): Promise<string> {
  const folder = await openFolder();
  if (closed) await fs.chmod(folder, 0o700);
  cleanUp.push(() => fs.rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(folder: string, log: Parameters<typeof startEmbeddedPostgres>[0]["log"] = quiet) {
  const server = await startEmbeddedPostgres({ folder: path.join(folder, ".cairn"), log });
  cleanUp.push(() => server.stop());
  return server;
}

async function startProcess(
  folder: string,
  user?: RunAs,
): Promise<{ child: ChildProcess; url: string; error: string }> {
  const script = path.join(import.meta.dirname, "embedded-process.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, path.join(folder, ".cairn")], {
    ...user,
    stdio: ["ignore", "pipe", "inherit"],
  });
  cleanUp.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  });
  const [line] = await once(child.stdout, "data");
  return { child, url: "", error: "", ...JSON.parse(String(line)) };
}

const postmasterPid = async (base: string): Promise<number> =>
  Number((await fs.readFile(path.join(base, "data", "postmaster.pid"), "utf8")).split("\n")[0]);
const inside = (folder: string): string => path.join(folder, ".cairn", "postgres");

test("starts, stops and finds again what was kept, at the same address", async () => {
  const folder = await checkout();
  const first = await start(folder);
  await ask(first.url, "create table kept as select 'é' as word");
  const [settings] = await ask(
    first.url,
    `select current_setting('server_encoding') as encoding, datcollate as locale, current_setting('fsync') as fsync,
            current_setting('listen_addresses') as address from pg_database where datname = current_database()`,
  );
  expect(settings).toEqual({ encoding: "UTF8", locale: "C", fsync: "on", address: "127.0.0.1" });
  const pid = await postmasterPid(inside(folder));
  await first.stop();
  expect(() => process.kill(pid, 0)).toThrow();

  const second = await start(folder);
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, "select word from kept")).toEqual([{ word: "é" }]);
});

test("lets nobody in without the password, which only its owner may read", async () => {
  const folder = await checkout();
  const { url } = await start(folder);
  const without = new URL(url);
  without.password = "guess";
  await expect(ask(without.href, "select 1")).rejects.toThrow("password");
  const { mode } = await fs.stat(path.join(inside(folder), "password"));
  expect(mode & 0o077).toBe(0);
});

test("survives that its Cairn is killed: the next one takes over and nothing is lost", async () => {
  const folder = await checkout();
  const { child, url } = await startProcess(folder);
  await ask(url, "create table kept as select 1 as one");
  const orphan = await postmasterPid(inside(folder));
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isPostgres(orphan)).toBe(true);

  const again = await start(folder);
  expect(await ask(again.url, "select one from kept")).toEqual([{ one: 1 }]);
  expect(isPostgres(orphan)).toBe(false);
});

test("survives that everything is killed, and a number in its lock file that is somebody else's by now", async () => {
  const folder = await checkout();
  const { child, url } = await startProcess(folder);
  await ask(url, "create table kept as select 1 as one");
  const pid = await postmasterPid(inside(folder));
  child.kill("SIGKILL");
  process.kill(pid, "SIGKILL");
  await once(child, "exit");
  const lock = path.join(inside(folder), "data", "postmaster.pid");
  const [, ...rest] = (await fs.readFile(lock, "utf8")).split("\n");
  await fs.writeFile(lock, [String(process.pid), ...rest].join("\n"));

  const again = await start(folder);
  expect(await ask(again.url, "select one from kept")).toEqual([{ one: 1 }]);
});

test("a second Cairn in the same checkout is refused, with the number of the first", async () => {
  const folder = await checkout();
  const { child, url } = await startProcess(folder);
  const second = startEmbeddedPostgres({ folder: path.join(folder, ".cairn"), log: quiet });
  await expect(second).rejects.toThrow(ConflictError);
  await expect(second).rejects.toThrow(`Cairn already runs here, pid ${child.pid}`);
  expect(await ask(url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("of two that start at once in the same new checkout one runs and one is refused", async () => {
  const folder = await checkout();
  const both = await Promise.all([startProcess(folder), startProcess(folder)]);
  const running = both.filter(({ url }) => url !== "");
  expect(both.map(({ error }) => error)).toContainEqual(expect.stringMatching("already runs here"));
  expect(running).toHaveLength(1);
  expect(await ask(running[0]?.url ?? "", "select 1 as one")).toEqual([{ one: 1 }]);
}, 90_000);

test("a server is not taken for our own because it answers at our port with our data", async () => {
  const folder = await checkout();
  const { child, url } = await startProcess(folder);
  const orphan = await postmasterPid(inside(folder));
  child.kill("SIGKILL");
  await once(child, "exit");
  cleanUp.push(() => process.kill(orphan, "SIGQUIT"));

  const place = await choosePlace(path.join(folder, ".cairn"), quiet);
  expect(await launch(place, Number(new URL(url).port), async () => true)).toBeUndefined();
  expect(isPostgres(orphan)).toBe(true);
});

test("a server whose Cairn has not taken its lock yet is nobody's orphan", async () => {
  const folder = await checkout();
  const { child, url } = await startProcess(folder);
  const { port, password } = new URL(url);
  await ask(url, "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
  const data = path.join(inside(folder), "data");
  const other = hold({ port: Number(port), password, data, base: inside(folder) });
  other.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 300));
  const late = new pg.Client({ connectionString: url, application_name: `cairn ${child.pid}` });
  await late.connect();
  cleanUp.push(() => late.end());
  expect((await late.query(`select pg_try_advisory_lock(${lockKey}) as got`)).rows).toEqual([{ got: true }]);
  await expect(other).rejects.toThrow(`Cairn already runs here, pid ${child.pid}`);
});

test("another checkout beside it runs on its own", async () => {
  const [one, two] = [await start(await checkout()), await start(await checkout())];
  await ask(one.url, "create table only_here (id int)");
  expect(await ask(two.url, "select to_regclass('only_here') as found")).toEqual([{ found: null }]);
});

test("takes another port when its own is taken", async () => {
  const folder = await checkout();
  const first = await start(folder);
  const port = Number(new URL(first.url).port);
  await first.stop();
  const squatter = net.createServer().listen(port, "127.0.0.1");
  await once(squatter, "listening");
  cleanUp.push(() => squatter.close());
  const second = await start(folder);
  expect(new URL(second.url).port).not.toBe(String(port));
  expect(await ask(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("is started again, at the same address, when PostgreSQL dies under it", async () => {
  const folder = await checkout();
  const { url } = await start(folder);
  await ask(url, "create table kept as select 1 as one");
  process.kill(await postmasterPid(inside(folder)), "SIGKILL");
  await vi.waitFor(async () => expect(await ask(url, "select one from kept")).toEqual([{ one: 1 }]), 30_000);
});

test("Ctrl-C in the terminal is not for PostgreSQL: it ends after our last word", async () => {
  const folder = await checkout();
  await start(folder);
  const group = (pid: number) =>
    spawnSync("ps", ["-o", "pgid=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
  expect(group(await postmasterPid(inside(folder)))).not.toBe(group(process.pid));
});

test("data of another PostgreSQL is refused, not touched", async () => {
  const folder = await checkout();
  await (await start(folder)).stop();
  await fs.writeFile(path.join(inside(folder), "data", "PG_VERSION"), "9\n");
  await expect(start(folder)).rejects.toThrow("made by PostgreSQL 9");
});

test.skipIf(!isRoot)("root in a folder closed to others keeps it outside, and says where", async () => {
  const folder = await checkout({ closed: true });
  const info = vi.fn();
  const first = await start(folder, { ...quiet, info });
  const elsewhere = await fs.readFile(path.join(inside(folder), "elsewhere"), "utf8");
  cleanUp.unshift(() => fs.rm(elsewhere, { recursive: true, force: true }));
  expect(info).toHaveBeenCalledWith({ folder: elsewhere }, expect.stringContaining("closed"));
  expect(elsewhere.startsWith(folder)).toBe(false);
  await ask(first.url, "create table kept as select 1 as one");
  await first.stop();

  const second = await start(folder);
  expect(await ask(second.url, "select one from kept")).toEqual([{ one: 1 }]);
  await second.stop();

  // A new checkout at the same path starts empty, and what was there is set aside.
  await fs.rm(path.join(folder, ".cairn"), { recursive: true });
  const third = await start(folder);
  expect(await ask(third.url, "select to_regclass('kept') as found")).toEqual([{ found: null }]);
  expect(existsSync(path.join(elsewhere, "data.before"))).toBe(true);
});

test.skipIf(!isRoot)("does not follow a link that somebody laid where the data is to go", async () => {
  const folder = await checkout({ closed: true });
  const victim = await checkout();
  const links = await outsideCandidates(inside(folder));
  for (const link of links) {
    await fs.symlink(victim, link);
    cleanUp.push(() => fs.rm(link, { force: true }));
  }
  await expect(start(folder)).rejects.toThrow("can reach neither");
  expect(await fs.readdir(victim)).toEqual([]);
});

test.skipIf(!isRoot)(
  "binaries in a closed folder are copied to where PostgreSQL's user can run them",
  async () => {
    const user = findUser();
    const installed = await installedBinaries();
    const closed = path.join(await checkout({ closed: true }), "native");
    await fs.cp(installed.folder, closed, { recursive: true, verbatimSymlinks: true });
    const unreachable = { ...installed, folder: closed };
    expect(whyNotRunnable(unreachable, user)).toBeDefined();
    const base = await checkout();
    await fs.chown(base, user.uid, user.gid);
    const umask = process.umask(0o077);
    try {
      const copy = await copyBinaries(unreachable, base, user);
      expect(whyNotRunnable(copy, user)).toBeUndefined();
      expect(await copyBinaries(unreachable, base, user)).toEqual(copy);
    } finally {
      process.umask(umask);
    }
  },
);

test.skipIf(!nobodyHasNode)(
  "an ordinary user runs it in a folder of his own that nobody else may enter",
  async () => {
    const folder = await checkout({ closed: true });
    if (!nobody) return;
    await fs.chown(folder, nobody.uid, nobody.gid);
    const { child, url } = await startProcess(folder, nobody);
    await ask(url, "create table kept as select 1 as one");
    expect(existsSync(path.join(inside(folder), "data", "PG_VERSION"))).toBe(true);
    child.kill("SIGTERM");
    await once(child, "exit");
    // And root goes on with it, as that user.
    await fs.chmod(folder, 0o755);
    const root = await start(folder);
    expect(await ask(root.url, "select one from kept")).toEqual([{ one: 1 }]);
    await root.stop();
    expect((await fs.stat(path.join(inside(folder), "data"))).uid).toBe(nobody.uid);
  },
);

test.skipIf(!nobodyHasNode)("an ordinary user is told when root was here before", async () => {
  const folder = await checkout();
  await fs.mkdir(inside(folder), { recursive: true });
  if (nobody) await fs.chown(path.join(folder, ".cairn"), nobody.uid, nobody.gid);
  const { error } = await startProcess(folder, nobody);
  expect(error).toMatch("belongs to another user (uid 0)");
});

test("a folder that cannot be made is a clear error", async () => {
  const file = path.join(await checkout(), "file");
  await fs.writeFile(file, "");
  await expect(start(file)).rejects.toThrow(/ENOTDIR|cannot/);
});

test("leaves the environment's PostgreSQL settings out", async () => {
  const folder = await checkout();
  vi.stubEnv("PGDATA", os.tmpdir());
  vi.stubEnv("PGPORT", "1");
  try {
    expect(await ask((await start(folder)).url, "select 1 as one")).toEqual([{ one: 1 }]);
  } finally {
    vi.unstubAllEnvs();
  }
});
