import { anything, exactlyOne, type Findings, list, object } from "../blocks/check.ts";
import { option, plainText } from "../blocks/text-objects.ts";
import { type Fields, fieldsOf, listOf, textOf } from "../json.ts";
import { noteRefusal } from "../note-report.ts";
import type { Person } from "../records.ts";
import { withMessages } from "../slack-error.ts";
import type { World } from "../world.ts";
import { answerOf, hand, interactionBase, PersonError } from "./interaction.ts";
import { messageContext, viewContext } from "./press.ts";
import type { Outcome, PersonRequestOf } from "./requests.ts";
import { requireElement, requireSurface, suggestionKey } from "./surface.ts";

const usualLength = 3;
const options = list(option, { most: 100, least: 0 });
const answerShape = object(
  {},
  {
    options,
    option_groups: list(object({ label: plainText(75), options }), { most: 100, least: 0 }),
    response_action: anything,
  },
);

/** Asks the app what it offers for what was typed: block_suggestion. */
export async function suggest(
  world: World,
  person: Person,
  request: PersonRequestOf<"suggest">,
): Promise<Outcome> {
  const surface = requireSurface(world, person, request);
  const placed = requireElement(surface, request);
  const { element, blockId, actionId } = placed;
  if (!textOf(element.type).endsWith("external_select"))
    throw new PersonError(`"${actionId}" has its options already.`);
  const least = typeof element.min_query_length === "number" ? element.min_query_length : usualLength;
  if (request.typed.length < least) throw new PersonError(`Type at least ${least} characters.`);
  const { response_url: _, ...context } =
    surface.kind === "view" ? viewContext(world, surface) : messageContext(world, person, surface);
  const payload = {
    type: "block_suggestion",
    ...interactionBase(person),
    ...context,
    action_id: actionId,
    block_id: blockId,
    value: request.typed,
  };
  const result = await hand(world, "interactive", payload, actionId);
  if (!result.acked) return { ok: false, error: "The options could not be loaded." };
  const answer = answerOf(result);
  const faults = faultsOf(answer);
  if (faults.length > 0) {
    noteRefusal(world, { method: `block_suggestion ${actionId}` }, withMessages("invalid_options", faults));
    return { ok: false, error: "The options could not be loaded." };
  }
  const groups = [{ label: undefined, options: answer.options }, ...listOf(answer.option_groups)];
  const found = groups.flatMap((group) => listOf(group.options).map((each) => ({ each, group })));
  world.suggested.set(
    suggestionKey(surface, blockId, actionId),
    found.map(({ each }) => each),
  );
  return {
    ok: true,
    ackMs: result.afterMs,
    options: found.map(({ each, group }) => ({
      value: textOf(each.value),
      text: textOf(fieldsOf(each.text).text),
      ...(group.label !== undefined && { group: textOf(fieldsOf(group.label).text) }),
    })),
  };
}

function faultsOf(answer: Fields): string[] {
  const findings: Findings = { surface: "modal", faults: [] };
  answerShape(answer, "", findings);
  exactlyOne("options", "option_groups")(answer, "", findings);
  return findings.faults;
}
