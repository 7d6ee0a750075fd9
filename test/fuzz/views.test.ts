import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";
import { foreign } from "./hostile.ts";
import { hostileRecord } from "./hostile-record.ts";
import { slackFaults } from "./slack-reading.ts";
import { linked, mentioned, pieces, registry } from "./view-registry.ts";

const folder = join(import.meta.dirname, "../../src/slack/views");
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => file.slice(0, -3));

test("every view is tried with hostile text: view-registry.ts names each file and each function it exports", async () => {
  const missing: string[] = [];
  for (const file of files) {
    if (pieces.includes(file)) continue;
    // Another view's own files are split from it: those of rows are tried in files.test.ts.
    if (file === "rows-file") continue;
    const exported = (await import(join(folder, `${file}.ts`))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported))
      if (typeof value === "function" && registry[file]?.[name] === undefined)
        missing.push(`${file}.ts: ${name}`);
  }
  const gone = Object.keys(registry).filter((file) => !files.includes(file));
  expect({ missing, gone }).toEqual({ missing: [], gone: [] });
});

const renderers = Object.entries(registry).flatMap(([file, functions]) =>
  Object.entries(functions).map(([name, render]) => ({ name: `${file}.${name}`, render })),
);

test.each(renderers)(
  "$name stays within Slack's limits when every text is as long as can be",
  ({ render }) => {
    for (const texts of [
      ["x".repeat(12_000)],
      ["&<>".repeat(4_000)],
      ["👩‍🚒".repeat(3_000), "\n".repeat(500)],
    ])
      for (const view of render(hostileRecord({ texts })))
        expect(slackFaults(view, { users: mentioned, links: linked })).toEqual([]);
  },
);

fuzz(
  "whatever an intruder writes, it is words in every view and within Slack's limits",
  "views",
  fc.tuple(fc.constantFrom(...renderers), foreign),
  ([{ name, render }, texts]) => {
    for (const view of render(hostileRecord(texts)))
      expect({ [name]: slackFaults(view, { users: mentioned, links: linked }) }).toEqual({ [name]: [] });
  },
);
