import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runbookJsonSchema } from "./runbook-json-schema.ts";

test("runbooks/runbook.schema.json is what the check itself knows; after a change: cairn runbook schema > it", () => {
  const file = new URL("../../../runbooks/runbook.schema.json", import.meta.url);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(runbookJsonSchema())));
});
