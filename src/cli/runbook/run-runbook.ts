import { readFile } from "node:fs/promises";
import type { Alarm } from "../../domain/alarm/alarm.ts";
import { parseAlarm } from "../../domain/alarm/parse-alarm.ts";
import { InputError, NotFoundError } from "../../domain/errors.ts";
import { askAll } from "../../domain/query/each.ts";
import type { Query, Window } from "../../domain/query/query.ts";
import { timeAsWritten } from "../../domain/query/time.ts";
import { approvals, results } from "../../domain/runbook/act-blocks.ts";
import { type Facts, factsFromAlarm, factsFromIncident } from "../../domain/runbook/facts.ts";
import { suggestion } from "../../domain/runbook/fault.ts";
import { resolveInputs } from "../../domain/runbook/inputs.ts";
import type { Runbook, Step } from "../../domain/runbook/schema.ts";
import { repeatEnds } from "../../domain/runbook/step-blocks.ts";
import { stepOf } from "../../domain/runbook/walk.ts";
import type { CommandContext } from "../command.ts";
import { comparedByHand } from "../query/compared-by-hand.ts";
import { type AccessLogOptions, folderEngine } from "../query/folder-engine.ts";
import { walkRunbook } from "./walk-runbook.ts";
import { walkJson, walkText } from "./walk-text.ts";

export interface WalkOptions extends AccessLogOptions {
  archive?: string;
  alarm?: string;
  start?: string;
  input?: string[];
  answer?: string[];
  account?: string;
  region?: string[];
  json?: boolean;
}

/** Walks a runbook over an archive and prints what it found. Resolves to 0; throws InputError for bad input. */
export async function runRunbook(
  runbook: Runbook,
  options: WalkOptions,
  context: CommandContext,
): Promise<number> {
  const { archive } = options;
  if (archive === undefined) throw new InputError("Name a folder of CloudTrail files with --archive DIR.");
  const clock = context.now ?? (() => new Date());
  const now = clock();
  const alarm = options.alarm === undefined ? undefined : await readAlarm(options.alarm);
  const start = options.start === undefined ? (alarm?.at ?? now) : readStart(options.start);
  const outside = { ...factsFromIncident({ start, id: byHand }), ...(alarm ? factsFromAlarm(alarm) : {}) };
  const inputs = inputsFor(runbook, outside, pairs(options.input ?? [], "--input"), now);
  const answers = answersFor(runbook, pairs(options.answer ?? [], "--answer"));

  const engine = await folderEngine(archive, options, clock);
  const signal = context.signal ?? new AbortController().signal;
  const ask = ({ query: asked, window }: { query: Query; window: Window }) =>
    askAll(asked, (query) =>
      engine.ask(
        {
          query,
          window,
          account: options.account ?? "",
          regions: options.region ?? [],
          askedBy: { name: "cairn" },
        },
        { signal, progress: () => {} },
      ),
    );
  const report = await walkRunbook(runbook, {
    facts: { ...outside, ...inputs.values },
    answers,
    now,
    ask: async (asked) => comparedByHand(asked, await ask(asked), ask),
  });
  for (const note of inputs.notes) context.stderr(`${note}\n`);
  context.stdout((options.json ? walkJson : walkText)(runbook, report, inputs.values));
  return 0;
}

/** Where a runbook speaks of the incident: a walk by hand has none. */
const byHand = "INC-0";

async function readAlarm(file: string): Promise<Alarm> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new InputError(`There is no readable alarm at "${file}".`, { cause });
  });
  const parsed = parseAlarm(text);
  if (parsed.outcome === "alarm") return parsed.alarm;
  throw new InputError(
    parsed.outcome === "unparsed"
      ? `"${file}" is no alarm: ${parsed.why}`
      : `"${file}" tells that an alarm's settings changed; it is no alarm.`,
  );
}

function readStart(text: string): Date {
  const at = timeAsWritten(text);
  if (at) return at;
  throw new InputError(`--start takes a time such as 2026-05-04T08:00:00Z, not "${text}".`);
}

function pairs(given: readonly string[], option: string): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new InputError(`${option} takes name=value, not "${pair}".`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function inputsFor(runbook: Runbook, facts: Facts, given: Record<string, string>, now: Date) {
  const resolved = resolveInputs(runbook, { facts, given, now });
  const faults = [
    ...resolved.faults.map(({ name, message }) => `--input ${name}: ${message}`),
    ...resolved.missing.map(
      ({ name, ask, input, why }) =>
        `The input "${name}" (${input.type}) is missing: ${ask}${why ? ` The alarm's does not do: ${why}` : ""} Give it with --input ${name}=…`,
    ),
  ];
  if (faults.length > 0) throw new InputError(faults.join("\n"));
  return resolved;
}

function answersFor(runbook: Runbook, given: Record<string, string>): Map<string, string> {
  for (const [id, value] of Object.entries(given)) {
    const step = stepNamed(runbook, id);
    const options = optionsOf(step);
    if (!options) throw new InputError(`--answer ${id}: the step "${step.title}" asks nothing.`);
    const names = Object.keys(options);
    if (!names.includes(value))
      throw new InputError(
        `--answer ${id}: "${value}" is none of ${names.join(", ")}.${suggestion(value, names)}`,
      );
  }
  return new Map(Object.entries(given));
}

function optionsOf(step: Step): Readonly<Record<string, string>> | undefined {
  if (step.kind === "ask") return step.answers;
  if (step.kind === "choose") return step.options;
  if (step.kind === "repeat") return repeatEnds;
  if (step.kind === "approve") return approvals;
  return step.kind === "act" ? results : undefined;
}

function stepNamed(runbook: Runbook, id: string) {
  try {
    return stepOf(runbook, id);
  } catch (error) {
    if (error instanceof NotFoundError) throw new InputError(`--answer ${id}: ${error.message}`);
    throw error;
  }
}
