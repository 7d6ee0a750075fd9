import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { InputError } from "../../domain/errors.ts";
import type { Log } from "../../log.ts";
import { type Binaries, copyBinaries, installedBinaries, whyNotRunnable } from "./binaries.ts";
import { canWrite, cure, findUser, isRoot, type RunAs } from "./run-as.ts";

/** Where one checkout's PostgreSQL lives: `base` holds data, password, port and log. */
export interface Place {
  base: string;
  binaries: Binaries;
  user?: RunAs;
  /** `base` is from an earlier checkout at the same path: its data is not ours. */
  stranger: boolean;
}

export const dataOf = (base: string): string => path.join(base, "data");

/**
 * Below `folder` when the user who runs PostgreSQL can work there; else, for root in a folder that is closed to
 * others, in a folder of that user outside, one per checkout.
 */
export async function choosePlace(folder: string, log: Pick<Log, "info" | "warn">): Promise<Place> {
  const inside = path.join(folder, "postgres");
  await fs.mkdir(inside, { recursive: true });
  const installed = await installedBinaries();
  if (!isRoot()) {
    await requireOurs(inside);
    const fault = whyNotRunnable(installed, undefined);
    if (fault) throw notRunnable(fault);
    return { base: inside, binaries: installed, stranger: false };
  }

  const user = (await ownerOf(dataOf(inside))) ?? findUser();
  await own(inside, user);
  if (canWrite(user, inside))
    return { base: inside, binaries: await reachable(installed, inside, user), user, stranger: false };
  if (existsSync(dataOf(inside)))
    throw new InputError(
      `PostgreSQL's data in ${dataOf(inside)} cannot be reached by the user it runs as (uid ${user.uid}) any more. Open the folders above it for others (chmod o+x), as they were before.`,
    );
  const { base, stranger } = await placeOutside(inside, user);
  log.info({ folder: base }, "this folder is closed to the PostgreSQL user: the database is kept elsewhere");
  if (base.startsWith(`${os.tmpdir()}/`))
    log.warn({ folder: base }, "the database may be lost at the next boot");
  return { base, binaries: await reachable(installed, base, user), user, stranger };
}

async function placeOutside(inside: string, user: RunAs): Promise<{ base: string; stranger: boolean }> {
  // Says that what lies there belongs to this checkout, and not to an earlier one at the same path.
  const marker = path.join(inside, "elsewhere");
  const known = await fs.readFile(marker, "utf8").catch(() => "");
  const hash = createHash("sha256")
    .update(await fs.realpath(inside))
    .digest("hex")
    .slice(0, 12);
  const candidates = ["/var/lib", "/var/tmp", os.tmpdir()].map((parent) =>
    path.join(parent, `cairn-${hash}`),
  );
  candidates.sort((a, b) => Number(b === known) - Number(a === known));
  for (const base of candidates) {
    const made = await fs.mkdir(base, { mode: 0o700 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === "EEXIST",
    );
    // Anybody may put a link or a folder of this name into a temporary folder.
    const found = made ? await fs.lstat(base) : undefined;
    if (!found?.isDirectory() || (found.uid !== 0 && found.uid !== user.uid)) continue;
    await own(base, user);
    if (!canWrite(user, base)) continue;
    await fs.writeFile(marker, base);
    return { base, stranger: base !== known && existsSync(dataOf(base)) };
  }
  throw new InputError(
    `The user PostgreSQL runs as (uid ${user.uid}) can reach neither ${inside} nor any of ${candidates.join(", ")}. Open one of them for that user. ${cure}`,
  );
}

async function reachable(installed: Binaries, base: string, user: RunAs): Promise<Binaries> {
  if (whyNotRunnable(installed, user) === undefined) return installed;
  const copy = await copyBinaries(installed, base, user);
  const fault = whyNotRunnable(copy, user);
  if (fault) throw notRunnable(fault);
  return copy;
}

async function own(folder: string, { uid, gid }: RunAs): Promise<void> {
  await fs.chown(folder, uid, gid);
  await fs.chmod(folder, 0o700);
}

async function ownerOf(file: string): Promise<RunAs | undefined> {
  const found = await fs.stat(file).catch(() => undefined);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : undefined;
}

async function requireOurs(inside: string): Promise<void> {
  const { uid } = await fs.stat(inside);
  if (process.getuid && uid !== process.getuid())
    throw new InputError(
      `${inside} belongs to another user (uid ${uid}): Cairn was started here as root or as somebody else before. Start it as that user, or hand the folder over: sudo chown -R "$(id -un)" ${path.dirname(inside)}`,
    );
}

const notRunnable = (fault: string) =>
  new InputError(`The PostgreSQL that comes with Cairn does not run here (${fault}). ${cure}`);
