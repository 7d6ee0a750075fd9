import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const form = z.object({
  pid: z.int(),
  /** Of the pages. */
  origin: z.url(),
  databaseUrl: z.string(),
  sessionKey: z.string().min(32),
  /** Whom its links sign in. */
  personId: z.string(),
  /** When its clock was the world's, and how many times faster it runs. */
  since: z.iso.datetime(),
  speed: z.number(),
});

/** What `cairn page-link` has to know of a demo that runs; nobody but its owner may read it. */
export type DemoPages = z.output<typeof form>;

const fileIn = (demoFolder: string) => join(demoFolder, "pages.json");

/** Until the returned function is called, others can make links to the pages of this demo. */
export function leaveDemoPages(demoFolder: string, pages: DemoPages): () => void {
  const file = fileIn(demoFolder);
  // Made anew: the mode of a file that is there already is left as it is.
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(pages), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** The demo that runs below this folder; undefined when none does. */
export function runningDemoPages(demoFolder: string): DemoPages | undefined {
  try {
    const read = form.safeParse(JSON.parse(readFileSync(fileIn(demoFolder), "utf8")));
    return read.success && isAlive(read.data.pid) ? read.data : undefined;
  } catch {
    return undefined; // none, or half written
  }
}

/** What time it is in the demo. */
export const demoClock =
  ({ since, speed }: Pick<DemoPages, "since" | "speed">) =>
  (): Date =>
    new Date(Date.parse(since) + (Date.now() - Date.parse(since)) * speed);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and somebody else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
