import type { BusEvent } from "./bus-event.ts";
import type { RuleTarget } from "./event-buses.ts";

type Transformer = NonNullable<RuleTarget["InputTransformer"]>;

/** What a target receives: the event, a part of it, a fixed text, or a template filled from it. */
export function targetInput(target: RuleTarget, event: BusEvent, ruleArn: string): string {
  if (target.Input != null) return target.Input;
  if (target.InputPath != null) return JSON.stringify(atPath(event, target.InputPath) ?? null);
  if (target.InputTransformer != null) return filled(target.InputTransformer, event, ruleArn);
  return JSON.stringify(event);
}

function filled({ InputPathsMap, InputTemplate }: Transformer, event: BusEvent, ruleArn: string): string {
  const values: Record<string, unknown> = {
    "aws.events.event": event,
    "aws.events.event.json": event,
    "aws.events.event.ingestion-time": event.time,
    "aws.events.rule-arn": ruleArn,
    "aws.events.rule-name": ruleArn.split("/").at(-1),
  };
  for (const [name, path] of Object.entries(InputPathsMap ?? {})) values[name] = atPath(event, path);
  return fillTemplate(InputTemplate, (name) => (Object.hasOwn(values, name) ? [values[name]] : undefined));
}

/**
 * Puts values in place of `<name>`. Inside the template's own quotes a text must not bring quotes along; outside them
 * a JSON template needs them. `read` gives undefined for a name that is none.
 */
export function fillTemplate(template: string, read: (name: string) => [unknown] | undefined): string {
  const json = template.trimStart().startsWith("{");
  let quoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/g, (found, name: string | undefined) => {
    if (found === '"') quoted = !quoted;
    const holder = name === undefined ? undefined : read(name);
    if (holder === undefined) return found;
    const [value] = holder;
    if (quoted) return JSON.stringify(typeof value === "string" ? value : textOf(value)).slice(1, -1);
    return json ? JSON.stringify(value ?? "") : typeof value === "string" ? value : textOf(value);
  });
}

function textOf(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value);
}

/** `$.detail.state` and `$.resources[0]`. */
export function atPath(event: unknown, path: string): unknown {
  const steps = path.replace(/^\$\.?/, "").match(/[^.[\]]+/g) ?? [];
  let value = event;
  for (const step of steps) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
