import { InputError } from "../../domain/errors.ts";
import { requireOpen } from "../../domain/incident/incident.ts";
import { requirePermission } from "../../domain/permission.ts";
import { bindQuery, type LeafValue } from "../../domain/query/bind.ts";
import { fillFrom } from "../../domain/query/fill.ts";
import { queryForm } from "../../domain/query/form.ts";
import type { QueryEngineName, Window } from "../../domain/query/query.ts";
import type { Actor } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import type { ScalarType } from "../../domain/runbook/front-matter.ts";
import { scalarFault } from "../../domain/runbook/scalar.ts";
import { parseWindow, resolveWindow } from "../../domain/runbook/window.ts";
import type { Ports } from "../ports.ts";
import type { AccountChoice } from "./plan-targets.ts";
import { queueRun } from "./queue-run.ts";
import { sayRun } from "./say-run.ts";

/** What a person asks of CloudTrail without a runbook; at least one of the first five. `last` is `1h`, `24h`, `7d`. */
export interface TrailQuestion {
  who?: string;
  key?: string;
  ip?: string;
  call?: string;
  resource?: string;
  last: string;
  /** The alarm's own account unless told. */
  accounts?: AccountChoice;
  /** Chosen by the person; the planner's choice unless told. */
  engine?: QueryEngineName;
}

type Field = "who" | "key" | "ip" | "call" | "resource";

/** Leaves are templates: what a person typed is inserted, so nothing in it is a wildcard. */
const fields: Record<Field, { type: ScalarType; where: (value: string) => Record<string, unknown> }> = {
  who: { type: "principal", where: () => ({ actor: "{{who}}" }) },
  key: { type: "access-key-id", where: () => ({ key: "{{key}}" }) },
  ip: { type: "ip", where: (value) => ({ ip: value.includes("/") ? { inCidr: "{{ip}}" } : "{{ip}}" }) },
  call: { type: "event-name", where: () => ({ call: "{{call}}" }) },
  resource: { type: "resource", where: () => ({ resource: { contains: "{{resource}}" } }) },
};

/** Puts an ad-hoc question into the queue; its answer shows in the incident's thread. */
export async function askTrail(
  ports: Pick<Ports, "store" | "clock" | "newId" | "settings" | "enginesFor" | "doorbell">,
  {
    incidentId,
    question,
    quiet = false,
    actor,
  }: {
    incidentId: string;
    question: TrailQuestion;
    /** The answer goes to who asks alone, until they share it. The record has it all the same. */
    quiet?: boolean;
    actor: Actor;
  },
): Promise<Run> {
  const { query, title } = trailQuery(question);
  const window = trailWindow(question, ports.clock());
  const run = await ports.store.transaction(async (tx) => {
    const incident = await tx.lockIncident(incidentId);
    requirePermission(actor, "run.request", incident);
    requireOpen(incident);
    const { accounts, engine: chosen } = question;
    const quietFor = quiet && actor.kind === "responder" ? { id: actor.id, name: actor.name } : null;
    const asked = { stepId: null, title, query, window, accounts, chosen, quietFor };
    const queued = await queueRun(ports, tx, incident, asked, actor);
    await sayRun(tx, queued);
    return queued;
  });
  await ports.doorbell.ring(run.id);
  return run;
}

export function trailWindow({ last }: Pick<TrailQuestion, "last">, now: Date): Window {
  const { window, cut } = resolveWindow(parseWindow(`last ${last}`), {}, now);
  if (cut === undefined) return window;
  throw new InputError(`${last} is too long: 90d is as far back as can be asked at once.`);
}

export function trailQuery(question: TrailQuestion) {
  const asked = (Object.keys(fields) as Field[]).flatMap((field) => {
    const value = question[field]?.trim();
    return value ? [{ field, value }] : [];
  });
  if (asked.length === 0)
    throw new InputError("Say what to look for: who, a key, an address, a call or a resource.");
  const faults = asked.flatMap(({ field, value }) => {
    const type = field === "ip" && value.includes("/") ? "cidr" : fields[field].type;
    const fault = scalarFault(type, value);
    return fault === undefined ? [] : [[field, fault] as const];
  });
  if (faults.length > 0)
    throw new InputError(faults.map(([, fault]) => fault).join(" "), { fields: Object.fromEntries(faults) });

  const form = queryForm.parse({
    from: "cloudtrail",
    where: Object.assign({}, ...asked.map(({ field, value }) => fields[field].where(value))),
    show: ["eventTime", "principal", "eventName", "awsRegion", "sourceIPAddress", "errorCode"],
    order: "-eventTime",
    limit: 100,
  });
  const values = new Map<string, LeafValue>(asked.map(({ field, value }) => [field, value]));
  const title = `${asked.map(({ field, value }) => `${field} ${value}`).join(", ")}, last ${question.last}`;
  return { query: bindQuery(form, fillFrom(values)), title };
}
