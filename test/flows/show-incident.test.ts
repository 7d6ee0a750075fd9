import { expect, test } from "vitest";
import type { Run } from "../../src/domain/run/run.ts";
import { whatChangedTitle } from "../../src/domain/run/what-changed.ts";
import { showIncident } from "../../src/flows/incidents/show-incident.ts";
import type { PageReads } from "../../src/flows/ports/page.ts";
import type { Ports } from "../../src/flows/ports.ts";
import { responder } from "../fakes/world.ts";
import { at, incident, run } from "../fixtures/slack/record.ts";

const hour = 3_600_000;
const before = (hours: number) => new Date(at.getTime() - hours * hour);
const during = { from: before(24), to: at };

/** Each with calls in all of its window. */
async function chartOf(runs: Run[]) {
  const rows = async (id: string) => {
    const { window } = runs.find((each) => each.id === id) ?? run();
    const ok = Array.from({ length: 24 }, () => 1);
    const shape = {
      from: window.from.toISOString(),
      widthSeconds: 3_600,
      ok,
      errors: ok.map(() => 0),
      top: [],
    };
    return { columns: [], rows: [], rowsBeforeLimit: 0, shape };
  };
  const none = async () => [];
  const store = {
    ...{ rows, alarms: none, timeline: none, steps: none, shown: async () => undefined },
    ...{ incidentByNumber: async () => incident(), runs: async () => runs },
  } as unknown as Ports["store"];
  const runbooks = { all: () => [], byId: () => undefined } as unknown as Ports["runbooks"];
  const pages = { participants: none } as unknown as PageReads;
  const shown = await showIncident({ store, runbooks, pages }, { number: 42, actor: responder });
  return shown.chart?.run.id;
}

const answered = (id: string, changes: Partial<Run> = {}): Run => {
  const asked = run({ id, window: during, ...changes });
  return { ...asked, completeness: asked.completeness && { ...asked.completeness, matched: 24 } };
};
const usual = answered("usual", { window: { from: before(48), to: before(24) } });
const changed = answered("changed", { stepId: null, title: whatChangedTitle });

test("an incident's page shows the picture of what somebody asked about the time of the alarm", async () => {
  expect(await chartOf([changed, usual, answered("who"), answered("later")])).toBe("who");
});

test("without one it shows what changed before, then what is usual", async () => {
  expect(await chartOf([usual, changed])).toBe("changed");
  expect(await chartOf([usual])).toBe("usual");
  expect(await chartOf([answered("failed", { state: "failed" })])).toBeUndefined();
});
