import { InputError } from "../errors.ts";
import { elementColumn } from "../query/each.ts";
import type { Query, QueryEngineName, Window } from "../query/query.ts";
import { plainText, type Segment } from "../text/text.ts";
import { boundQuery, elementsOf } from "./bound-query.ts";
import { fillCommand } from "./command.ts";
import { type EventDetail, eventDetail } from "./event-detail.ts";
import type { Facts } from "./facts.ts";
import { leavesOf, leavesOfQuery } from "./leaves.ts";
import type { Prose, ProseBlock, StyledText } from "./prose.ts";
import {
  type ActStep,
  type AskStep,
  type FinishStep,
  type InstructStep,
  isQuestion,
  type QueryStep,
  type RepeatStep,
  type Step,
} from "./schema.ts";
import { windowOfStep } from "./step-inputs.ts";
import { fillText, type Lookup, lookupIn, pathsInTemplate } from "./template.ts";
import { factsOfWindow, resolveWindow } from "./window.ts";

/** A piece of prose with its values filled in. */
export interface ShownBlock {
  kind: ProseBlock["kind"];
  text: (Omit<StyledText, "text"> & { segments: Segment[] })[];
}

export interface CopyCommand {
  say: Segment[];
  command: Segment[];
}

interface Shown {
  id: string;
  title: string;
  prose: ShownBlock[];
}

/** A step as people and engines get it. `within` is in seconds. */
export type RenderedStep = Shown &
  (
    | ({ kind: "query" } & RenderedQuestion)
    | ({ kind: "repeat"; until: string } & RenderedQuestion & Pick<RepeatStep, "every" | "inARow" | "atMost">)
    | { kind: "instruct"; note: InstructStep["note"]; copy: CopyCommand[] }
    | {
        kind: "ask";
        /** Whom to ask; undefined when not known yet: then the fallback is asked. */
        to: string | undefined;
        fallback: AskStep["fallback"];
        question: Segment[];
        answers: Option[];
        within: number;
        otherwise: string;
      }
    | { kind: "choose"; question: Segment[]; options: Option[] }
    | { kind: "approve"; question: Segment[]; what: RenderedTarget }
    | RenderedAct
    | { kind: "finish"; outcome: FinishStep["outcome"]; say: Segment[]; copy: CopyCommand[] }
  );

interface RenderedAct {
  kind: "act";
  event: string;
  detail: EventDetail;
  risk: ActStep["risk"];
  check: Segment[];
  copy: CopyCommand[];
}

/** What an approval is about. */
export type RenderedTarget = Shown &
  (RenderedAct | { kind: "instruct"; note: InstructStep["note"]; copy: CopyCommand[] });

interface RenderedQuestion {
  query: Query;
  window: Window;
  accounts?: QueryStep["accounts"];
  engine?: QueryEngineName;
  notes: string[];
}

export interface Option {
  id: string;
  label: string;
}

/** Fills a step in. Throws InputError when a query needs a fact that is not known; see `missingFacts`. */
export function renderStep(step: Step, facts: Facts, now: Date): RenderedStep {
  const lookUp = lookupIn(facts);
  const shown = { id: step.id, title: step.title, prose: renderProse(step.prose, facts) };
  const copied = (copy: { say: string; command: string }[] | undefined): CopyCommand[] =>
    (copy ?? []).map(({ say, command }) => ({
      say: fillText(say, lookUp),
      command: fillCommand(command, lookUp),
    }));
  switch (step.kind) {
    case "query":
    case "repeat": {
      const missing = missingFacts(step, facts);
      if (missing.length > 0) throw notFound(step, missing);
      const { window, cut } = resolveWindow(windowOfStep(step, facts), facts, now);
      const { query: bound, left } = boundQuery(step, lookUp);
      const query = step.firstSeen ? { ...bound, firstSeen: step.firstSeen } : bound;
      const { accounts, engine } = step;
      const asked = { query, window, accounts, engine, notes: [cut ?? [], left ?? []].flat() };
      if (step.kind === "query") return { ...shown, kind: "query", ...asked };
      const { every, inARow, atMost } = step;
      return { ...shown, kind: "repeat", ...asked, until: step.until.text, every, inARow, atMost };
    }
    case "instruct":
      return { ...shown, kind: "instruct", note: step.note, copy: copied(step.copy) };
    case "approve": {
      if (step.what === undefined) throw new InputError(`"${step.title}" approves a step that is not there.`);
      const what = renderStep(step.what, facts, now);
      if (what.kind !== "act" && what.kind !== "instruct")
        throw new InputError(`"${step.title}" approves a ${what.kind} step.`);
      return { ...shown, kind: "approve", question: fillText(step.question, lookUp), what };
    }
    case "act": {
      const missing = missingForEvent(step, lookUp);
      if (missing.length > 0) throw notFound(step, missing);
      return {
        ...shown,
        kind: "act",
        event: step.event,
        detail: eventDetail(step.detail, lookUp),
        risk: step.risk,
        check: fillText(step.check, lookUp),
        copy: copied(step.copy),
      };
    }
    case "ask": {
      const known = pathsInTemplate(step.to).every((path) => lookUp(path) !== undefined);
      const to = known ? fillText(step.to, lookUp) : undefined;
      return {
        ...shown,
        kind: "ask",
        to: to && plainText(to),
        fallback: step.fallback,
        question: fillText(step.question, lookUp),
        answers: optionsOf(step.answers),
        within: step.within,
        otherwise: step.otherwise,
      };
    }
    case "choose":
      return {
        ...shown,
        kind: "choose",
        question: fillText(step.question, lookUp),
        options: optionsOf(step.options),
      };
    case "finish":
      return {
        ...shown,
        kind: "finish",
        outcome: step.outcome,
        say: fillText(step.say ?? "", lookUp),
        copy: copied(step.copy),
      };
  }
}

/**
 * Facts without which a step makes no sense: those that a query asks with, or that what is to be approved says. An act
 * is never left out for one: people can do it by hand.
 */
export function missingFacts(step: Step, facts: Facts): string[] {
  const lookUp = lookupIn(facts);
  if (step.kind === "approve") return step.what?.kind === "act" ? missingForEvent(step.what, lookUp) : [];
  if (!isQuestion(step)) return [];
  const paths = [
    ...leavesOfQuery(step.query).flatMap(pathsInTemplate),
    ...factsOfWindow(windowOfStep(step, facts)),
  ];
  const missing = [...new Set(paths)].filter((path) => lookUp(path) === undefined);
  if (step.each === undefined) return missing;
  const list = pathsInTemplate(step.each).filter((path) => elementsOf(lookUp(path)).length === 0);
  return [...missing.filter((path) => path !== elementColumn), ...list];
}

const missingForEvent = ({ detail }: ActStep, lookUp: Lookup): string[] =>
  [...new Set(leavesOf(detail).flatMap(pathsInTemplate))].filter((path) => lookUp(path) === undefined);

const notFound = ({ title }: Step, missing: readonly string[]): InputError =>
  new InputError(
    `"${title}" needs ${missing.map((each) => `\`${each}\``).join(", ")}, which no earlier step found.`,
  );

export function renderProse(prose: Prose, facts: Facts): ShownBlock[] {
  return prose.blocks.map(({ kind, text }) => ({
    kind,
    text: text.map(({ text, ...style }) => ({ ...style, segments: fillText(text, lookupIn(facts)) })),
  }));
}

const optionsOf = (options: Readonly<Record<string, string>>): Option[] =>
  Object.entries(options).map(([id, label]) => ({ id, label }));
