import { expect, test } from "vitest";
import { answerOf, fakeWorld, responder } from "../../test/fakes/world.ts";
import { executeRun } from "../flows/runs/execute-run.ts";
import { requestRun } from "../flows/runs/request-run.ts";
import { haltable } from "./haltable.ts";

test("a worker that stops puts its run back, and another answers it", async () => {
  const cairn = fakeWorld();
  await cairn.alarm();
  const { id: incidentId } = await cairn.onlyIncident();
  const run = await requestRun(cairn.ports, { incidentId, actor: responder });
  const halt = new AbortController();
  const asked = new Promise<void>((begun) => {
    cairn.answerWith((_request, signal) => {
      begun();
      return new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
      );
    });
  });
  const stopping = executeRun(
    { ...cairn.ports, enginesFor: haltable(cairn.ports.enginesFor, halt.signal) },
    run.id,
  );
  await asked;
  halt.abort(new Error("This worker stops."));
  // The queue rings again for what rejects.
  await expect(stopping).rejects.toThrow("This worker stops.");
  expect(await cairn.ports.store.run(run.id)).toMatchObject({ state: "queued", error: null });

  cairn.answerWith(async (request) => answerOf(request, [{ principal: "deploy", count: 1 }]));
  await executeRun(cairn.ports, run.id);
  expect(await cairn.ports.store.run(run.id)).toMatchObject({ state: "done", rowCount: 1 });
});
