import type { ModalView, RichTextSection } from "@slack/types";
import { takes } from "../../domain/query/choose-plan.ts";
import type { EngineChoice } from "../../flows/runs/engine-choices.ts";
import { type Ref, viewIds } from "../ids.ts";
import { bold, bullets, foreign, line, lines, option, words } from "./blocks.ts";
import { modal, selectField } from "./modal.ts";

/** From here on people are asked whether they would rather ask another engine. */
export const longSeconds = 120;

/** Every engine with what it would take, and the others with the reason why they cannot answer. */
export function askWithModal(ref: Ref, title: string, choices: readonly EngineChoice[]): ModalView {
  const able = choices.filter(({ plan }) => plan !== undefined);
  const others = choices.filter(({ plan }) => plan === undefined);
  const usual = able.find((each) => each.usual) ?? able[0];
  return modal(viewIds.askWith, "Ask with…", "Ask", ref, [
    lines(line(foreign(title, 200)), ...estimateLines(choices)),
    ...(able.length > 0
      ? [
          selectField(
            "engine",
            "Which engine?",
            able.map(({ engine, plan, usual: isUsual }) =>
              option(
                `${engine}, ${plan ? takes(plan) : ""}${isUsual ? " (usual)" : ""}`,
                engine,
                plan?.unreached && `Leaves out: ${plan.unreached}`,
              ),
            ),
            { initial: usual?.engine },
          ),
        ]
      : []),
    ...(others.length > 0
      ? [
          lines(line(bold("Cannot answer this"))),
          bullets(
            others.map(({ engine, refused }) => line(words(`${engine}: `), foreign(refused ?? "", 250))),
          ),
        ]
      : []),
  ]);
}

/** True where the engine that would be asked takes so long that people should be told before. */
export const takesLong = (choices: readonly EngineChoice[]): boolean =>
  (choices.find(({ usual }) => usual)?.plan?.estimate.seconds ?? 0) >= longSeconds;

/** What a step would take before anybody runs it: said when it is long enough to think twice. */
export function estimateLines(choices: readonly EngineChoice[]): RichTextSection[] {
  const usual = choices.find((each) => each.usual);
  if (!usual?.plan || !takesLong(choices)) return [];
  const { seconds = 0 } = usual.plan.estimate;
  const faster = choices
    .filter(({ plan }) => (plan?.estimate.seconds ?? Number.POSITIVE_INFINITY) < seconds / 2)
    .map(({ engine, plan }) => (plan ? `${engine} (${takes(plan)})` : engine));
  const way =
    faster.length > 0
      ? ` Ask ${faster.join(" or ")} instead?`
      : " No other engine that is set up would be faster; a trail's log group in cairn.yml would.";
  return [line(bold("Takes long"), words(`: ${usual.engine}, ${takes(usual.plan)}.${way}`))];
}
