import type { App } from "@slack/bolt";
import { actionIds, viewIds } from "../ids.ts";
import { buttons } from "./buttons.ts";
import type { Desk } from "./desk.ts";
import { forms } from "./forms.ts";
import { onButton, onCommand, onForm, onMention, onShortcut } from "./guard.ts";
import { openHome } from "./home.ts";
import { incidentCommand, onlyLooks } from "./incident-command.ts";
import { onMessage } from "./message-events.ts";
import { onReaction } from "./reactions.ts";
import { runbookCommand } from "./runbook-command.ts";
import { shortcuts } from "./shortcuts.ts";
import { trailCommand } from "./trail-command.ts";

export type { Desk } from "./desk.ts";
export { bindFlows, type Flows } from "./flows.ts";

/** Events we subscribe to; the manifest's test holds it to this list. */
export const events = [
  "app_mention",
  "app_home_opened",
  "reaction_added",
  "reaction_removed",
  "message.channels",
  "message.groups",
] as const;

/** All that people can do in Slack, and where it leads. */
export function registerListeners(app: App, desk: Desk, botUserId: string): void {
  app.command(desk.commands.incident, onCommand(desk, incidentCommand, onlyLooks));
  app.command(desk.commands.runbook, onCommand(desk, runbookCommand));
  app.command(desk.commands.trail, onCommand(desk, trailCommand));

  // Buttons that repeat within a block carry a number behind a colon.
  for (const id of Object.values(actionIds))
    app.action(
      { type: "block_actions", action_id: new RegExp(`^${id.replaceAll(".", "\\.")}(:\\d+)?$`) },
      onButton(desk, buttons[id]),
    );

  for (const id of Object.values(viewIds))
    app.view({ type: "view_submission", callback_id: id }, onForm(desk, forms[id]));

  for (const [callback_id, shortcut] of Object.entries(shortcuts))
    app.shortcut(
      { type: shortcut.type === "message" ? "message_action" : "shortcut", callback_id },
      onShortcut(desk, shortcut),
    );

  app.event("app_mention", onMention(desk, botUserId, incidentCommand));

  app.event("app_home_opened", async ({ event }) => {
    if (event.tab !== "home") return;
    await openHome(desk, event.user, event.view !== undefined).catch((err: unknown) =>
      desk.log.warn({ err, person: event.user }, "An App Home could not be shown"),
    );
  });

  app.event("reaction_added", onReaction(desk));
  app.event("reaction_removed", onReaction(desk));
  // Of public and private channels alike.
  app.event("message", onMessage(desk));

  // Bolt leaves what nobody listens to unacknowledged, and people would read that Cairn did not respond. All
  // matching listeners run, so these must leave alone what has a listener of its own.
  const known: readonly string[] = [...Object.values(actionIds), ...Object.values(viewIds)];
  app.action(/.*/, async ({ action, ack }) => {
    const id = "action_id" in action ? action.action_id.replace(/:\d+$/, "") : "";
    if (!known.includes(id)) await ack();
  });
  app.view(/.*/, async ({ view, ack }) => {
    if (!known.includes(view.callback_id)) await ack();
  });
  app.shortcut(/.*/, async ({ shortcut, ack }) => {
    if (!Object.hasOwn(shortcuts, shortcut.callback_id)) await ack();
  });
  app.options(/.*/, async ({ ack }) => ack({ options: [] }));
  app.error(async (error) => {
    desk.log.error({ err: error }, "A listener failed");
  });
}
