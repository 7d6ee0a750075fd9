import type { BusEvent } from "./bus-event.ts";
import type { RuleTarget } from "./event-buses.ts";

/** What a target receives: the event, a part of it, a fixed text, or a template filled from it. */
export function targetInput(target: RuleTarget, event: BusEvent, ruleArn: string): string {
  if (target.Input != null) return target.Input;
  if (target.InputPath != null) return JSON.stringify(atPath(event, target.InputPath) ?? null);
  if (target.InputTransformer != null) return filled(target.InputTransformer, event, ruleArn);
  return JSON.stringify(event);
}

function filled(
  { InputPathsMap, InputTemplate }: NonNullable<RuleTarget["InputTransformer"]>,
  event: BusEvent,
  ruleArn: string,
): string {
  const values: Record<string, unknown> = {
    "aws.events.event": event,
    "aws.events.event.json": event,
    "aws.events.event.ingestion-time": event.time,
    "aws.events.rule-arn": ruleArn,
    "aws.events.rule-name": ruleArn.split("/").at(-1),
  };
  for (const [name, path] of Object.entries(InputPathsMap ?? {})) values[name] = atPath(event, path);
  return InputTemplate.replace(/<([\w.-]+)>/g, (whole, name: string) => {
    if (!Object.hasOwn(values, name)) return whole;
    const value = values[name];
    // Inside the template's own quotes a text must not bring quotes along.
    if (typeof value === "string") return JSON.stringify(value).slice(1, -1);
    return value === undefined ? "" : JSON.stringify(value);
  });
}

/** `$.detail.state` and `$.resources[0]`. */
function atPath(event: unknown, path: string): unknown {
  const steps = path.replace(/^\$\.?/, "").match(/[^.[\]]+/g) ?? [];
  let value = event;
  for (const step of steps) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
