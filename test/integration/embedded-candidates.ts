import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Where an embedded PostgreSQL goes when `inside` is closed to its user, in order. */
export async function outsideCandidates(inside: string): Promise<string[]> {
  await fs.mkdir(inside, { recursive: true });
  const hash = createHash("sha256")
    .update(await fs.realpath(inside))
    .digest("hex")
    .slice(0, 12);
  return ["/var/lib", "/var/tmp", os.tmpdir()].map((parent) => path.join(parent, `cairn-${hash}`));
}
