import { type CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { visible } from "../domain/text/visible.ts";
import type { StateNow } from "../flows/reconcile.ts";
import type { AwsClients } from "./clients.ts";
import { awsError } from "./errors.ts";

const askedBy = { name: "cairn" };
const namesInACall = 100;

/** Asks CloudWatch how alarms stand, account by account and Region by Region. */
export function createAlarmStates(
  clients: Pick<AwsClients, "cloudwatch">,
): (arns: readonly string[]) => Promise<StateNow[]> {
  return async (arns) => {
    const places = new Map<string, string[]>();
    for (const arn of arns) {
      const [, , , region, account] = arn.split(":");
      const place = `${account} ${region}`;
      places.set(place, [...(places.get(place) ?? []), arn]);
    }
    const found: StateNow[] = [];
    for (const [place, of] of places) {
      const [account = "", region = ""] = place.split(" ");
      const client = clients.cloudwatch(account, region, askedBy);
      for (let from = 0; from < of.length; from += namesInACall)
        found.push(...(await describe(client, { account, region }, of.slice(from, from + namesInACall))));
    }
    return found;
  };
}

async function describe(
  client: CloudWatchClient,
  place: { account: string; region: string },
  arns: readonly string[],
): Promise<StateNow[]> {
  const command = new DescribeAlarmsCommand({
    AlarmNames: arns.map(nameIn),
    // Composite alarms are left out unless they are asked for.
    AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
    MaxRecords: namesInACall,
  });
  const answer = await client.send(command).catch((error: unknown) => {
    throw awsError(error, { action: "cloudwatch:DescribeAlarms", ...place, resource: "*" });
  });
  return [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])].flatMap((alarm) => {
    const at = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
    const state = alarm.StateValue;
    if (!alarm.AlarmArn || !at || (state !== "OK" && state !== "ALARM" && state !== "INSUFFICIENT_DATA"))
      return [];
    return [{ arn: alarm.AlarmArn, state, at, reason: visible(alarm.StateReason ?? "", 1_000) }];
  });
}

const nameIn = (arn: string): string => arn.split(":").slice(6).join(":");
