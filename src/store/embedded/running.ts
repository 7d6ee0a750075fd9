import fs from "node:fs/promises";
import path from "node:path";
import { runningPostmaster } from "./postmaster.ts";

/** The URL of the PostgreSQL that another process of this checkout runs below `folder`; undefined when none runs. */
export async function runningEmbeddedPostgres(folder: string): Promise<string | undefined> {
  const inside = path.join(path.resolve(folder), "postgres");
  const elsewhere = await textOf(path.join(inside, "elsewhere"));
  for (const base of [inside, ...(elsewhere === "" ? [] : [elsewhere])]) {
    const found = await runningPostmaster(base);
    if (found) return embeddedUrl({ ...found, password: await textOf(path.join(base, "password")) });
  }
  return undefined;
}

export const embeddedUrl = ({ port, password }: { port: number; password: string }): string =>
  `postgres://cairn:${password}@127.0.0.1:${port}/cairn`;

const textOf = async (file: string): Promise<string> =>
  (await fs.readFile(file, "utf8").catch(() => "")).trim();
