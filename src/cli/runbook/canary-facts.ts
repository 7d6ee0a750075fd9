import type { Facts, FactValue } from "../../domain/runbook/facts.ts";
import type { Input, ScalarType } from "../../domain/runbook/front-matter.ts";
import { leavesOfQuery } from "../../domain/runbook/leaves.ts";
import type { QueryStep, RepeatStep, Runbook } from "../../domain/runbook/schema.ts";
import { pathsInTemplate } from "../../domain/runbook/template.ts";
import { factsOfWindow } from "../../domain/runbook/window.ts";

/** What nobody has in an account: a question about it reads little and finds nothing. */
const nobodys: Record<ScalarType, string> = {
  "access-key-id": "AKIACAIRNCANARY00000",
  principal: "arn:aws:iam::000000000000:user/cairn-canary",
  ip: "192.0.2.1",
  cidr: "192.0.2.0/24",
  resource: "cairn-canary",
  account: "000000000000",
  region: "us-east-1",
  "event-name": "CairnCanary",
};

/**
 * A value for every name that a question speaks of, so that it can be asked of a real account. What no input types is a
 * word, or an address or a time where only that will do.
 */
export function canaryFacts(
  { inputs }: Runbook,
  step: QueryStep | RepeatStep,
  { now, lists }: { now: Date; lists: Readonly<Record<string, readonly string[]>> },
): Facts {
  const compared = comparisonsIn([step.query.where, step.query.split?.where]);
  const valueFor = (name: string): FactValue => {
    const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (input) return ofInput(input, now);
    if (name.startsWith("lists.")) {
      const list = lists[name.slice("lists.".length)] ?? [];
      return list.length > 0 ? [...list] : [nobodys.cidr];
    }
    return name === "alarm.account"
      ? nobodys.account
      : name === "alarm.region"
        ? nobodys.region
        : guess(compared.get(name), now);
  };
  const times = factsOfWindow(step.window).map((name) => name.replace(/\.(from|to)$/, ""));
  const names = [...leavesOfQuery(step.query), step.each ?? ""].flatMap(pathsInTemplate);
  return Object.fromEntries([
    ...[...new Set(names)].map((name) => [name, { value: valueFor(name), from: "canary" }]),
    ...times.map((name) => [name, { value: timeFor(name, inputs, now), from: "canary" }]),
  ]);
}

function ofInput(input: Input, now: Date): FactValue {
  if (input.type === "window") return { from: now, to: now };
  if (input.type === "enum") return input.values[0] ?? "";
  return input.type === "list" ? [nobodys[input.of]] : nobodys[input.type];
}

const timeFor = (name: string, inputs: Runbook["inputs"], now: Date): FactValue =>
  inputs[name]?.type === "window" ? { from: now, to: now } : now;

const guess = (operator: string | undefined, now: Date): FactValue => {
  if (operator === "inCidr" || operator === "notInCidr") return nobodys.ip;
  return operator === undefined ? nobodys.resource : now;
};

const operators = ["inCidr", "notInCidr", "gt", "gte", "lt", "lte"];

/** The operator that a name is compared with, where not every value will do. */
function comparisonsIn(where: unknown, operator?: string): Map<string, string> {
  if (typeof where === "string")
    return new Map(operator === undefined ? [] : pathsInTemplate(where).map((path) => [path, operator]));
  if (typeof where !== "object" || where === null) return new Map();
  return new Map(
    Object.entries(where).flatMap(([key, inner]) => [
      ...comparisonsIn(inner, operators.includes(key) ? key : operator),
    ]),
  );
}
