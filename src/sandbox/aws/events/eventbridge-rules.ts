import { AwsError } from "../wire/aws-error.ts";
import type { Bus, EventBuses, Rule } from "./event-buses.ts";

export function requireBus(buses: EventBuses, region: string, name?: string | null): Bus {
  const bus = buses.find(region, name);
  if (bus !== undefined) return bus;
  throw new AwsError("ResourceNotFoundException", `Event bus ${name} does not exist.`);
}

export function requireRule(
  buses: EventBuses,
  region: string,
  busName: string | null | undefined,
  name: string,
): Rule {
  const bus = requireBus(buses, region, busName);
  const rule = buses.rule(bus, name);
  if (rule !== undefined) return rule;
  throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus.name}.`);
}
