import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { transcriptJsonSchema } from "./document.ts";

test("docs/transcript.schema.json is the form of the export; after a change: cairn transcript schema > it", () => {
  const file = new URL("../../../docs/transcript.schema.json", import.meta.url);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(transcriptJsonSchema())));
});
