import type { Alarm } from "../../domain/alarm/alarm.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { system } from "../../domain/responder.ts";
import { runbooksFor } from "../../domain/runbook/match.ts";
import type { TimelineEntry } from "../../domain/timeline/timeline.ts";
import type { Ports, Tx } from "../ports.ts";
import { beginMatchingRunbook } from "../runbook/begin-runbook.ts";

/**
 * When an alarm's tags name another runbook than what was known without them, it begins where none has begun, and is
 * suggested where another one has. Nothing where a person has chosen.
 */
export async function suggestByTags(
  ports: Pick<Ports, "clock" | "settings" | "runbooks">,
  tx: Tx,
  incident: Incident,
  { without, timeline }: { without: Alarm; timeline: readonly TimelineEntry[] },
): Promise<void> {
  if (incident.alarm === null || incident.storm) return;
  const best = (alarm: Alarm) => runbooksFor(alarm, ports.runbooks.all(), ports.settings.routes)[0];
  const match = best(incident.alarm);
  if (match === undefined || match.runbook.id === best(without)?.runbook.id) return;
  if (match.runbook.id === incident.runbook?.id) return;
  if (timeline.some(({ action, actor }) => action === "runbook.start" && actor.kind === "responder")) return;
  if (incident.runbook === null) return beginMatchingRunbook(ports, tx, incident);
  const { runbook, why } = match;
  const body = { runbook: runbook.id, title: runbook.title, why };
  const entry = { actor: system, action: "runbook.suggest", body } as const;
  const { seq } = await tx.record(incident.id, { ...entry, actor: { kind: "system" } }, ports.clock());
  await tx.say({ show: "entry", incidentId: incident.id, seq });
}
