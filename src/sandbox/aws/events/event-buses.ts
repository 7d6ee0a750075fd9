import type { World } from "../world.ts";
import { compileEventPattern, type EventPattern } from "./event-pattern.ts";

export interface RuleTarget {
  Id: string;
  Arn: string;
  Input?: string | null;
  InputPath?: string | null;
  InputTransformer?: { InputPathsMap?: Record<string, string> | null; InputTemplate: string } | null;
  DeadLetterConfig?: { Arn?: string | null } | null;
  RoleArn?: string | null;
  RetryPolicy?: { MaximumRetryAttempts?: number | null; MaximumEventAgeInSeconds?: number | null } | null;
  /** Of API destinations; values may be paths into the event. */
  HttpParameters?: {
    PathParameterValues?: string[] | null;
    HeaderParameters?: Record<string, string> | null;
    QueryStringParameters?: Record<string, string> | null;
  } | null;
  [other: string]: unknown;
}

export interface Rule {
  name: string;
  arn: string;
  bus: string;
  region: string;
  description?: string;
  eventPattern?: string;
  scheduleExpression?: string;
  state: string;
  targets: RuleTarget[];
}

export interface Bus {
  name: string;
  arn: string;
  region: string;
  createdAt: number;
}

/** Buses, rules and targets by Region. The default bus is always there. */
export interface EventBuses {
  list: (region: string) => Bus[];
  /** By name or ARN; the default bus without either. */
  find: (region: string, nameOrArn?: string | null) => Bus | undefined;
  create: (region: string, name: string) => Bus;
  remove: (bus: Bus) => void;
  rules: (bus: Bus) => Rule[];
  rule: (bus: Bus, name: string) => Rule | undefined;
  saveRule: (rule: Rule) => void;
  removeRule: (rule: Rule) => void;
  /** Enabled rules whose pattern fits. */
  matching: (bus: Bus, event: unknown) => Rule[];
  tags: Map<string, Record<string, string>>;
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

interface Saved {
  buses: Bus[];
  rules: Rule[];
  tags: [string, Record<string, string>][];
}

export function createEventBuses({ accountId, clock }: World): EventBuses {
  const buses = new Map<string, Bus>();
  const rules = new Map<string, Rule>();
  const patterns = new Map<string, EventPattern>();
  const tags = new Map<string, Record<string, string>>();
  const keyOf = (region: string, bus: string, rule = "") => [region, bus, rule].join(" ");
  const create = (region: string, name: string): Bus => {
    const arn = `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
    const bus = { name, arn, region, createdAt: clock().getTime() };
    buses.set(keyOf(region, name), bus);
    return bus;
  };
  const find: EventBuses["find"] = (region, nameOrArn) => {
    const name = nameOrArn?.split("/").at(-1) || "default";
    return buses.get(keyOf(region, name)) ?? (name === "default" ? create(region, name) : undefined);
  };
  const rulesOf = ({ region, name }: Bus) =>
    [...rules.values()]
      .filter((rule) => rule.region === region && rule.bus === name)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  const saveRule = (rule: Rule) => {
    const key = keyOf(rule.region, rule.bus, rule.name);
    rules.set(key, rule);
    if (rule.eventPattern === undefined) patterns.delete(key);
    else patterns.set(key, compileEventPattern(rule.eventPattern));
  };

  return {
    list(region) {
      find(region);
      return [...buses.values()]
        .filter((bus) => bus.region === region)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    find,
    create,
    remove: (bus) => buses.delete(keyOf(bus.region, bus.name)),
    rules: rulesOf,
    rule: (bus, name) => rules.get(keyOf(bus.region, bus.name, name)),
    saveRule,
    removeRule(rule) {
      rules.delete(keyOf(rule.region, rule.bus, rule.name));
      patterns.delete(keyOf(rule.region, rule.bus, rule.name));
    },
    matching: (bus, event) =>
      rulesOf(bus).filter(
        (rule) => rule.state !== "DISABLED" && patterns.get(keyOf(rule.region, rule.bus, rule.name))?.(event),
      ),
    tags,
    snapshot: (): Saved => ({ buses: [...buses.values()], rules: [...rules.values()], tags: [...tags] }),
    restore(saved) {
      const { buses: savedBuses, rules: savedRules, tags: savedTags } = saved as Saved;
      for (const bus of savedBuses) buses.set(keyOf(bus.region, bus.name), bus);
      for (const rule of savedRules) saveRule(rule);
      for (const [arn, values] of savedTags) tags.set(arn, values);
    },
  };
}
