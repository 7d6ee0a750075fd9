import { spawnSync } from "node:child_process";
import { InputError } from "../../domain/errors.ts";

export const cure = "Set DATABASE_URL to a PostgreSQL of yours.";

/** The user PostgreSQL runs as when we are root, whom it refuses. */
export interface RunAs {
  uid: number;
  gid: number;
}

export const isRoot = (): boolean => process.getuid?.() === 0;

/** An unprivileged user that exists already: we make none. */
export function findUser(): RunAs {
  for (const name of ["postgres", "_postgres", "nobody", "daemon"]) {
    const ids = ["-u", "-g"].map((flag) => {
      const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
      return status === 0 ? Number(stdout) : Number.NaN;
    });
    const user = { uid: ids[0] ?? Number.NaN, gid: ids[1] ?? Number.NaN };
    if (user.uid > 0 && user.gid >= 0 && canRunAs(user)) return user;
  }
  throw new InputError(
    `PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it as. Start Cairn as an ordinary user, or make one: useradd --system postgres. ${cure}`,
  );
}

const canRunAs = (user: RunAs): boolean => shellAs(user, "true", "/");

/** Can this user enter the folder and write there? */
export const canWrite = (user: RunAs, folder: string): boolean =>
  shellAs(user, 'cd "$1" && : > .reachable && rm .reachable', folder);

function shellAs(user: RunAs, script: string, argument: string): boolean {
  return (
    spawnSync("/bin/sh", ["-c", script, "sh", argument], { ...user, cwd: "/", stdio: "ignore" }).status === 0
  );
}
