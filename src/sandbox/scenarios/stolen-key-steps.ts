import { column, stepAnswer } from "./count-records.ts";
import type { StepAnswer } from "./scenario-answer.ts";
import type { StolenKeyCast } from "./stolen-key-cast.ts";
import type { TrailRecord } from "./trail-record.ts";

/** The steps of access-key-compromise, by their ids in the runbook. */
export function stolenKeySteps(found: {
  own: TrailRecord[];
  intruder: TrailRecord[];
  denied: TrailRecord[];
  doors: TrailRecord[];
  cast: StolenKeyCast;
}): Record<string, StepAnswer> {
  const { own, intruder, denied, doors, cast } = found;
  const { ip, eventName, eventSource, errorCode, request } = column;
  const named = (...names: string[]) => intruder.filter((record) => names.includes(record.eventName));
  return {
    who: stepAnswer("Three addresses use the key, one of them the office's.", own, { counts: { ip } }),
    "new-addresses": stepAnswer("Two addresses are new.", intruder, { counts: { ip } }),
    denied: stepAnswer("It looked around and was refused by many services.", denied, {
      counts: { eventName, eventSource, errorCode },
    }),
    doors: stepAnswer(
      "It gave itself rights, made a second key, and a user with a password.",
      doors.filter((record) => record.errorCode === undefined),
      { counts: { eventName } },
    ),
    roles: stepAnswer(
      `It took on ${cast.chainedRole}.`,
      named("AssumeRole").filter((record) => record.errorCode === undefined),
      { values: { "requestParameters.roleArn": request("roleArn") } },
    ),
    data: stepAnswer("It read three secrets.", named("GetSecretValue"), {
      values: { "requestParameters.secretId": request("secretId") },
    }),
    machines: stepAnswer("It tried to start large machines and could not.", named("RunInstances"), {
      counts: { eventName, errorCode },
    }),
    evasion: stepAnswer("It tried to stop the trail and was refused.", named("StopLogging"), {
      counts: { eventName, errorCode },
    }),
  };
}
