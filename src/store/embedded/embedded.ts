import fs from "node:fs/promises";
import path from "node:path";
import { CairnError } from "../../domain/errors.ts";
import type { Log } from "../../log.ts";
import { type Holder, hold } from "./holder.ts";
import { choosePlace, dataOf, type Place } from "./place.ts";
import { isAlive, isPostgres, runningPostmaster } from "./postmaster.ts";
import { embeddedUrl } from "./running.ts";
import { end, freePort, initialise, launch, type Server } from "./server.ts";

export interface EmbeddedPostgres {
  url: string;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL of this checkout's own, from the binaries that npm installed. Data stays below `folder` (or
 * outside, see `choosePlace`) and is found again; one Cairn at a time works on it.
 */
export async function startEmbeddedPostgres({
  folder,
  log,
}: {
  folder: string;
  log: Pick<Log, "info" | "warn" | "error">;
}): Promise<EmbeddedPostgres> {
  await fs.mkdir(folder, { recursive: true });
  const place = await choosePlace(await fs.realpath(folder), log);
  if (place.stranger) await setAside(place, log);
  const { password } = await initialise(place);
  // A few turns, for when another Cairn starts or stops at this very moment.
  for (let turn = 0; turn < 5; turn++) {
    await endOrphan(place, password, log);
    const started = await start(place, password, await freePort(place.base));
    if (started) return supervise(place, password, started, log);
  }
  throw new CairnError("postgres", `PostgreSQL could not be started in ${place.base}. See server.log there.`);
}

interface Started {
  server: Server;
  holder: Holder;
}

async function start(place: Place, password: string, port: number): Promise<Started | undefined> {
  let holder: Holder | undefined;
  const server = await launch(place, port, async () => {
    holder = await hold({ port, password, data: dataOf(place.base), base: place.base });
    return holder !== undefined;
  });
  if (!server) holder?.release();
  return server && holder && { server, holder };
}

/** A PostgreSQL whose Cairn was killed is stopped in order; one whose Cairn lives is refused. */
async function endOrphan(place: Place, password: string, log: Pick<Log, "warn">): Promise<void> {
  const found = await runningPostmaster(place.base);
  if (!found) return;
  let holder: Holder | undefined;
  for (const until = Date.now() + 30_000; !holder && Date.now() < until && isPostgres(found.pid); ) {
    holder = await hold({ ...found, password, data: dataOf(place.base), base: place.base });
    if (!holder) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (!holder) {
    if (!isPostgres(found.pid)) return;
    throw new CairnError(
      "postgres",
      `A PostgreSQL (pid ${found.pid}) works on ${dataOf(place.base)} and does not answer. Stop it (kill ${found.pid}), then start again.`,
    );
  }
  log.warn({ pid: found.pid }, "found the PostgreSQL of a Cairn that was killed: starting it again");
  await end(found.pid, () => !isPostgres(found.pid));
  holder.release();
}

/** Of an earlier checkout at the same path, deleted since: kept until the next one, in case somebody wants it. */
async function setAside(place: Place, log: Pick<Log, "warn">): Promise<void> {
  const password = (await fs.readFile(path.join(place.base, "password"), "utf8").catch(() => "")).trim();
  await endOrphan(place, password, log);
  const aside = `${dataOf(place.base)}.before`;
  await fs.rm(aside, { recursive: true, force: true });
  await fs.rename(dataOf(place.base), aside);
  log.warn({ folder: aside }, "set aside the database of an earlier checkout at the same place");
}

/** Starts it again when it dies under us, on the same port; ends it with us. */
const ranForMs = 3_000;

function supervise(
  place: Place,
  password: string,
  first: Started,
  log: Pick<Log, "info" | "error">,
): EmbeddedPostgres {
  const { port } = first.server;
  let current = first;
  let stopping = false;
  let restarts = 0;

  let upSince = performance.now();
  const watch = async () => {
    await current.server.ended;
    while (!stopping && restarts++ < 20) {
      // One that ran for a while was no failed start.
      if (performance.now() - upSince > ranForMs) restarts = 1;
      current.holder.release();
      log.error({ port }, "PostgreSQL ended unexpectedly: starting it again");
      await new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** restarts, 5_000)));
      const again = stopping ? undefined : await start(place, password, port).catch(() => undefined);
      if (!again) continue;
      current = again;
      upSince = performance.now();
      // Asked to stop while it was coming up again: nobody else knows of this one.
      if (stopping) await endServer(again);
      await current.server.ended;
    }
  };
  const over = watch();

  const endNow = () => {
    if (current.server.child.pid && isAlive(current.server.child.pid))
      process.kill(current.server.child.pid, "SIGINT");
  };
  process.once("exit", endNow);

  log.info({ folder: place.base, port }, "PostgreSQL runs");
  return {
    url: embeddedUrl({ port, password }),
    async stop() {
      stopping = true;
      process.off("exit", endNow);
      await endServer(current);
      await over;
    },
  };
}

async function endServer({ server: { child, ended }, holder }: Started): Promise<void> {
  holder.release();
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  await Promise.resolve();
  if (child.pid && !gone) await end(child.pid, () => gone);
}
