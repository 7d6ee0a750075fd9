import { requireView } from "../blocks/validate-view.ts";
import { findPerson } from "../channels.ts";
import { type Fields, textOf } from "../json.ts";
import { SlackError, withMessages } from "../slack-error.ts";
import { redeemTrigger } from "../triggers.ts";
import { buildView, findModal, replaceModal, showModal, stackOf, viewFields } from "../views.ts";
import { type Call, type Methods, parsed, requireText, text, tier } from "./method.ts";

function givenView({ args, world }: Call, surface: "modal" | "home"): Fields {
  const view = parsed(args, "view", "invalid_arguments");
  if (view === undefined) throw withMessages("invalid_arguments", ["missing required field: view"]);
  return requireView(view, surface, world.manifest);
}

/** Checked before the trigger is spent: a refused view leaves it usable. */
function show(call: Call, how: "open" | "push"): Fields {
  const view = givenView(call, "modal");
  const person = redeemTrigger(call.world, requireText(call.args, "trigger_id"));
  if (how === "push" && stackOf(call.world, person).length === 0) throw new SlackError("not_found");
  return { view: viewFields(showModal(call.world, person, view, how)) };
}

export const viewMethods: Methods = {
  "views.open": { perMinute: tier.four, run: (call) => show(call, "open") },
  "views.push": { perMinute: tier.four, run: (call) => show(call, "push") },
  "views.update": {
    perMinute: tier.four,
    run(call) {
      const { world, args } = call;
      const view = givenView(call, "modal");
      const id = text(args, "view_id");
      const externalId = text(args, "external_id");
      if (id === "" && externalId === "") {
        throw withMessages("invalid_arguments", ["missing required field: view_id or external_id"]);
      }
      const found = findModal(world, (each) =>
        id === "" ? each.external_id === externalId : each.id === id,
      );
      if (found === undefined) throw new SlackError("not_found");
      const hash = text(args, "hash");
      if (hash !== "" && hash !== found.view.hash) throw new SlackError("hash_conflict");
      return { view: viewFields(replaceModal(world, found.person, found.view, view)) };
    },
  },
  "views.publish": {
    perMinute: tier.four,
    run(call) {
      const { world, args } = call;
      const view = givenView(call, "home");
      const person = findPerson(world, requireText(args, "user_id"));
      if (person === undefined) throw withMessages("invalid_arguments", ["invalid `user_id`"]);
      if (!world.manifest.homeTab) throw new SlackError("not_enabled");
      const before = world.state.homes[person.id];
      const hash = text(args, "hash");
      if (hash !== "" && before !== undefined && hash !== before.hash) throw new SlackError("hash_conflict");
      const home = buildView(world, view, before === undefined ? {} : { id: textOf(before.id) });
      world.state.homes[person.id] = home;
      world.changed({ person: person.id });
      return { view: viewFields(home) };
    },
  },
};
