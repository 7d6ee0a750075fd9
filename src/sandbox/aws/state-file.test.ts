import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepInFile } from "./state-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "state-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function part(value: unknown) {
  const held = { value };
  const restore = (saved: unknown) => {
    held.value = saved;
  };
  return { held, kept: { snapshot: () => held.value, restore } };
}

test("what was kept comes back, in a folder that did not exist before", () => {
  const path = join(folder, "deep", "state.json");
  keepInFile(path, { queues: part(["a"]).kept }).flush();
  const again = part([]);
  keepInFile(path, { queues: again.kept });
  expect(again.held.value).toEqual(["a"]);
});

test("a change reaches the file without anybody stopping the account", async () => {
  const path = join(folder, "state.json");
  const queues = part(["a"]);
  const file = keepInFile(path, { queues: queues.kept });
  queues.held.value = ["a", "b"];
  file.changed();
  await expect.poll(() => JSON.parse(readFileSync(path, "utf8"))).toEqual({ queues: ["a", "b"] });
});

test("a broken file is named with the way out, and left as it is", () => {
  const path = join(folder, "state.json");
  writeFileSync(path, '{"queues":');
  expect(() => keepInFile(path, { queues: part([]).kept })).toThrow(/state\.json does not hold.*Remove it/);
  expect(readFileSync(path, "utf8")).toBe('{"queues":');
});
