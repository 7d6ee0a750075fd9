import { requireView } from "../blocks/validate-view.ts";
import { interactiveElements } from "../blocks/walk.ts";
import { type Fields, fieldsOf, textOf } from "../json.ts";
import { noteRefusal } from "../note-report.ts";
import type { Person, View } from "../records.ts";
import { SlackError } from "../slack-error.ts";
import { newTrigger } from "../triggers.ts";
import { chosen, stateValues } from "../values.ts";
import { replaceModal, showModal, stackOf, viewFields } from "../views.ts";
import type { World } from "../world.ts";
import { answerOf, hand, interactionBase, PersonError } from "./interaction.ts";
import type { Outcome, PersonRequestOf } from "./requests.ts";
import { enter, enteredOn, requireModal, requireSurface } from "./surface.ts";

const trouble = "We had some trouble connecting. Try again?";

/** Sends a modal off; what the app answers decides what the person sees next. */
export async function submit(
  world: World,
  person: Person,
  request: PersonRequestOf<"submit">,
): Promise<Outcome> {
  const view = requireModal(world, person, request.viewId);
  const surface = requireSurface(world, person, { viewId: view.id });
  if (request.values !== undefined) enter(world, surface, request.values);
  if (view.submit === null) throw new PersonError("This modal has nothing to submit.");
  const values = stateValues(view.blocks, enteredOn(world, surface));
  const unfit = unfitFields(view, values);
  if (Object.keys(unfit).length > 0)
    return { ok: false, error: "Please correct the fields marked.", errors: unfit };
  const payload = {
    type: "view_submission",
    ...interactionBase(person),
    trigger_id: newTrigger(world, person.id),
    view: viewFields(view, values),
    response_urls: [],
  };
  const result = await hand(world, "interactive", payload, textOf(view.callback_id));
  if (!result.acked) return { ok: false, error: trouble };
  return { ...follow(world, person, view, answerOf(result)), ackMs: result.afterMs };
}

/** What Slack's own client refuses before it asks the app. */
function unfitFields(view: View, values: Fields): Record<string, string> {
  const unfit: Record<string, string> = {};
  for (const { block, blockId, element, actionId, inInput } of interactiveElements(view.blocks)) {
    if (!inInput) continue;
    const value = chosen(fieldsOf(fieldsOf(values[blockId])[actionId]));
    const empty =
      value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
    if (empty && block.optional !== true) unfit[blockId] = "Please complete this required field.";
    if (empty || typeof value !== "string" || element.type !== "plain_text_input") continue;
    const length = [...value].length;
    const least = Number(element.min_length ?? 0);
    const most = Number(element.max_length ?? 3000);
    if (length < least) unfit[blockId] = `Please enter at least ${least} characters.`;
    if (length > most) unfit[blockId] = `Please enter no more than ${most} characters.`;
  }
  return unfit;
}

function follow(world: World, person: Person, view: View, answer: Fields): Outcome {
  const stack = stackOf(world, person.id);
  const done = (): Outcome => {
    world.changed({ person: person.id });
    return { ok: true };
  };
  try {
    switch (answer.response_action) {
      case undefined:
        stack.splice(stack.indexOf(view), 1);
        return done();
      case "clear":
        stack.length = 0;
        return done();
      case "errors":
        return { ok: false, errors: knownErrors(view, fieldsOf(answer.errors)) };
      case "update":
        replaceModal(world, person.id, view, requireView(answer.view, "modal", world.manifest));
        return done();
      case "push":
        showModal(world, person.id, requireView(answer.view, "modal", world.manifest), "push");
        return done();
      default:
        throw new SlackError("invalid_response_action");
    }
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    noteRefusal(world, { method: `view_submission ${textOf(view.callback_id)}` }, error);
    return { ok: false, error: trouble };
  }
}

/** Slack shows an error only beside a block that is there; for any other it says it had trouble. */
function knownErrors(view: View, errors: Fields): Record<string, string> {
  const inputs = new Set(
    interactiveElements(view.blocks)
      .filter((each) => each.inInput)
      .map((each) => each.blockId),
  );
  const names = Object.keys(errors);
  const strange = names.filter((name) => !inputs.has(name));
  if (names.length === 0 || strange.length > 0) {
    throw new SlackError("invalid_errors", {
      response_metadata: {
        messages: [`[ERROR] no input block is called ${strange.join(", ") || "anything"}`],
      },
    });
  }
  return Object.fromEntries(names.map((name) => [name, String(errors[name])]));
}

/** Closes a modal, or the whole stack; the app hears of those that asked to be told. */
export async function close(
  world: World,
  person: Person,
  request: PersonRequestOf<"close">,
): Promise<Outcome> {
  const stack = stackOf(world, person.id);
  const view = requireModal(world, person, request.viewId);
  const surface = requireSurface(world, person, { viewId: view.id });
  const values = stateValues(view.blocks, enteredOn(world, surface));
  const everything = request.all === true || view.clear_on_close === true;
  const closed = everything ? stack.splice(0) : stack.splice(stack.indexOf(view), 1);
  for (const each of closed) world.entered.delete(`${person.id} ${each.id}`);
  world.changed({ person: person.id });
  const told = closed.filter((each) => each.notify_on_close === true);
  for (const each of told.reverse()) {
    const payload = {
      type: "view_closed",
      ...interactionBase(person),
      view: viewFields(each, each === view ? values : {}),
      is_cleared: everything,
    };
    const result = await hand(world, "interactive", payload, textOf(each.callback_id), false);
    if (result.acked) return { ok: true, ackMs: result.afterMs };
  }
  return { ok: true };
}
