import { expect, test } from "vitest";
import type { Manifest } from "./manifest.ts";
import { toursFor } from "./tour.ts";

const manifest = (...commands: string[]) =>
  ({ commands: commands.map((command) => ({ command })) }) as unknown as Manifest;

test("an app with /incident has a tour for each role, under whatever name its command goes", () => {
  const tours = toursFor(manifest("/inc"), { "/incident": "/inc" });
  const commands = tours.U0RESPONDER?.flatMap(({ done }) =>
    done && "command" in done ? [done.command] : [],
  );
  expect(commands).toEqual(["/inc resolve", "/inc transcript"]);
  expect(JSON.stringify(tours)).not.toContain("/incident");
  expect(tours.U0LEAD?.length).toBeGreaterThan(0);
});

test("any other app has a tour of the workspace alone", () => {
  expect(Object.keys(toursFor(manifest("/tea")))).toEqual(["everybody"]);
});
