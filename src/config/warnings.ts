import type { FileSettings } from "../config.ts";
import type { Alarm } from "../domain/alarm/alarm.ts";
import { isChannel, ladderFor } from "../domain/escalation/ladder.ts";
import { runbooksFor } from "../domain/runbook/match.ts";
import type { Runbook } from "../domain/runbook/schema.ts";
import type { SettingsFault } from "./references.ts";

/** What is allowed and probably not meant. */
export function settingsWarnings(file: FileSettings, runbooks: readonly Runbook[]): SettingsFault[] {
  return [...ladderWarnings(file), ...routeWarnings(file, runbooks), ...peopleWarnings(file)];
}

function ladderWarnings(file: FileSettings): SettingsFault[] {
  const warnings: SettingsFault[] = [];
  const names = Object.keys(file.ladders);
  if (names.length === 0)
    warnings.push({
      at: ["ladders"],
      message: "there is no ladder: nobody is called for an incident that nobody acknowledges",
    });
  const used = new Set([file.ladder, ...file.routes.map(({ ladder }) => ladder)]);
  for (const name of names)
    if (!used.has(name))
      warnings.push({
        at: ["ladders", name],
        message: `nothing uses this ladder: write ladder: ${name} in a route, or beside routes for all others`,
      });
  for (const [name, { rungs }] of Object.entries(file.ladders)) {
    const at = ["ladders", name];
    if (rungs.every(({ hours, outside }) => hours && outside === "skip"))
      warnings.push({ at, message: "outside the hours of its rungs nobody is called at all" });
    const callees = rungs.flatMap(({ notify }) => notify);
    if (callees.every(isChannel))
      warnings.push({
        at,
        message: "calls channels only: who is away is not called. Name a person or a user group",
      });
    for (const id of new Set(callees.filter((each, index) => callees.indexOf(each) !== index)))
      warnings.push({ at, message: `calls ${id} on several rungs` });
  }
  return warnings;
}

function routeWarnings(file: FileSettings, runbooks: readonly Runbook[]): SettingsFault[] {
  const anyLadder = Object.keys(file.ladders).length > 0;
  return file.routes.flatMap((route, index) => {
    const at = ["routes", index];
    const warnings: SettingsFault[] = [];
    if (anyLadder && ladderFor(route, file) === undefined)
      warnings.push({
        at,
        message: "has no ladder, and there is none for all others: nobody is called for its alarms",
      });
    if (route.runbook === undefined && !mayHaveRunbook(route.match, runbooks))
      warnings.push({
        at,
        message:
          "has no runbook, and none is made for alarms of this name or namespace: responders choose one by hand",
      });
    return warnings;
  });
}

/** Could a runbook's own alarms be meant? Only what a route says of names and namespaces can be held against them. */
function mayHaveRunbook(
  match: FileSettings["routes"][number]["match"],
  runbooks: readonly Runbook[],
): boolean {
  const { name, namespace } = match;
  if (name === undefined && namespace === undefined) return true;
  const example: Alarm = {
    ...{ arn: "", account: "", region: "", reason: "", at: new Date(0) },
    ...{ kind: "metric", state: "ALARM", muted: false, suppressed: false },
    ...{ dimensions: {}, children: [], tags: {} },
    name: name?.replaceAll("*", "") ?? "",
    metrics: namespace
      ? [{ namespace: namespace.replaceAll("*", ""), dimensions: {}, returnData: true }]
      : [],
  };
  return runbooksFor(example, runbooks).length > 0;
}

function peopleWarnings({ people, accounts }: FileSettings): SettingsFault[] {
  const warnings: SettingsFault[] = [];
  if (people.responders.length + people.leads.length + people.admins.length === 0)
    warnings.push({ at: ["people"], message: "names nobody: incidents can be read, and no step can be run" });
  else if (people.leads.length === 0)
    warnings.push({
      at: ["people"],
      message: "has no leads: Escalate has nobody to offer when a ladder ends, and nobody can approve",
    });
  for (const [index, { role }] of accounts.entries())
    if (role === undefined)
      warnings.push({
        at: ["accounts", index],
        message: "has no role: CloudTrail does not show which responder asked",
      });
  return warnings;
}
