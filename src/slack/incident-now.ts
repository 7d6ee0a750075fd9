import type { Incident } from "../domain/incident/incident.ts";
import { pageAddress } from "../domain/incident/page-path.ts";
import type { Runbook } from "../domain/runbook/schema.ts";
import { namesOf } from "../flows/escalation/call-rung.ts";
import { permalink } from "./permalink.ts";
import type { ShowSources } from "./show-sources.ts";
import { incidentView } from "./views/incident.ts";
import { stormAlarmsShown } from "./views/incident-alarms.ts";
import type { MessageView } from "./views/message.ts";
import type { ShownEscalation } from "./views/next-call.ts";

/** The first message of an incident's thread, from the record as it is now. */
export async function incidentNow(
  sources: ShowSources,
  incident: Incident,
  runbook: Runbook | undefined,
): Promise<MessageView> {
  const { reads } = sources;
  const { id: incidentId } = incident;
  const [alarms, steps, runs, mutes] = await Promise.all([
    reads.alarms(incidentId, stormAlarmsShown),
    reads.steps(incidentId),
    reads.runs(incidentId),
    reads.mutes({ incidentId }),
  ]);
  const mergedThread = await threadOf(sources, incident.mergedInto);
  const escalation = await escalationNow(sources, incidentId);
  return incidentView({
    ...{ incident, alarms, steps, runs },
    runbook,
    escalation,
    mutes,
    mergedThread,
    page: pageAddress(sources.pagesUrl, incident),
    zone: sources.zone,
  });
}

async function threadOf(
  { reads, workspaceUrl }: ShowSources,
  incident: Incident["mergedInto"],
): Promise<string | undefined> {
  return incident && permalink(workspaceUrl, await reads.shown(incident.id, "root"));
}

async function escalationNow(
  { reads, nameOf = async (id) => id }: ShowSources,
  incidentId: string,
): Promise<ShownEscalation | undefined> {
  const escalation = await reads.escalation(incidentId);
  if (escalation === undefined) return undefined;
  const ids = escalation.rungs.flatMap(({ notify }) => notify);
  return { escalation, names: await namesOf({ people: { nameOf }, store: reads }, ids) };
}
