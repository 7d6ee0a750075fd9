import { randomUUID } from "node:crypto";
import { createEventsDestination } from "../../src/aws/events-destination.ts";
import type { createEventsOut, OutgoingEvent } from "../../src/aws/events-out.ts";
import type { Actor } from "../../src/domain/responder.ts";
import { decideOnApproval } from "../../src/flows/approval/decide-approval.ts";
import { orderAct } from "../../src/flows/approval/order-act.ts";
import { requestAct } from "../../src/flows/approval/request-act.ts";
import { requestApproval } from "../../src/flows/approval/request-approval.ts";
import { settleAct } from "../../src/flows/approval/settle-act.ts";
import { declareIncident } from "../../src/flows/incidents/declare-incident.ts";
import type { Store } from "../../src/flows/ports.ts";
import { answerStep } from "../../src/flows/runbook/answer-step.ts";
import { startRunbook } from "../../src/flows/runbook/start-runbook.ts";
import { deliverOutbox } from "../../src/flows/thread/deliver-outbox.ts";
import { finish, runbookWith, step } from "../fixtures/runbooks/runbook-with.ts";
import { fakeWorld, key, lead, responder } from "./world.ts";

const steps = [
  step("Switch the key off?", {
    approve: `
id: approve-switch-off
for: switch-off
question: "Switch off {{key}}?"`,
    next: `- { when: approval == rejected, go: by-hand }`,
  }),
  step("Switch the key off", {
    act: `
id: switch-off
event: disable-access-key
detail: { accessKeyId: "{{key}}", reason: "{{incident.id}}" }
check: The key is inactive in IAM.
copy:
  - say: The same by hand
    command: aws iam update-access-key --access-key-id {{key}} --status Inactive`,
    conclude: `
- { when: result == failed, level: critical, say: "{{key}} is still active." }`,
  }),
  step("By hand", { instruct: "id: by-hand" }),
  finish,
].join("");

export type Put = ReturnType<typeof createEventsOut>;

/** An incident whose runbook asks for an approval and then sends an event, and a bus that does as it is told. */
export async function containment(written = steps, outside: { store?: Store; put?: Put } = {}) {
  const cairn = fakeWorld({ bus: "containment" });
  if (outside.store) Object.assign(cairn.ports, { store: outside.store, newId: randomUUID });
  const shelf = { runbook: runbookWith(written) };
  cairn.ports.runbooks = {
    all: () => [shelf.runbook],
    byId: (id) => (id === shelf.runbook.id ? shelf.runbook : undefined),
  };
  const { id: incidentId } = await declareIncident(cairn.ports, {
    title: "A key",
    channel: "C0",
    actor: responder,
  });
  await startRunbook(cairn.ports, { incidentId, runbookId: "trial", inputs: { key }, actor: responder });

  const bus: { put: Put } = { put: outside.put ?? (async () => {}) };
  const events: OutgoingEvent[] = [];
  const destination = createEventsDestination(
    async (event) => {
      if (!event.type.startsWith("act.")) return;
      events.push(event);
      await bus.put(event);
    },
    cairn.ports.store,
    {
      order: (show) => orderAct(cairn.ports, show),
      settle: (tx, show, became) => settleAct(cairn.ports, tx, show, became),
    },
  );
  const record = async (stepId: string) => {
    const found = await cairn.ports.store.step(incidentId, stepId);
    if (!found) throw new Error(`no step ${stepId}`);
    return found;
  };
  const on = async (stepId: string, actor: Actor) => ({
    incidentId,
    stepId,
    version: (await record(stepId)).version,
    actor,
  });
  const approval = async () => (await cairn.ports.store.approvals(incidentId)).at(-1);
  return {
    cairn,
    incidentId,
    shelf,
    bus,
    /** Everything that was handed to the bus, whatever came of it. */
    events,
    destination,
    record,
    approval,
    on,
    ask: async (actor: Actor = responder, stepId = "approve-switch-off") =>
      requestApproval(cairn.ports, await on(stepId, actor)),
    decide: async (actor: Actor = lead, decision: "approved" | "rejected" = "approved") =>
      decideOnApproval(cairn.ports, {
        ...(await on("approve-switch-off", actor)),
        seen: (await approval())?.contentHash.slice(0, 16) ?? "",
        decision,
      }),
    send: async (actor: Actor = responder) => requestAct(cairn.ports, await on("switch-off", actor)),
    say: async (value: "worked" | "failed", actor: Actor = responder) =>
      answerStep(cairn.ports, { ...(await on("switch-off", actor)), value }),
    /** Delivers what is due for the bus. */
    deliver: async () => {
      while (await deliverOutbox({ ...cairn.ports, monotonic: () => 0 }, { name: "events", destination }));
    },
  };
}
