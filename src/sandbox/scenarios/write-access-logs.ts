import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AccessLog } from "./access-log.ts";

/** Writes each log into one file, `<folder>/<its own folder>/access.log`. Gives the files' paths. */
export async function writeAccessLogs(logs: readonly AccessLog[], folder: string): Promise<string[]> {
  return Promise.all(
    logs.map(async (log) => {
      const path = join(folder, log.folder, "access.log");
      await mkdir(join(folder, log.folder), { recursive: true });
      await writeFile(path, log.lines.map(({ text }) => `${text}\n`).join(""));
      return path;
    }),
  );
}
