import type { Config } from "../config.ts";
import type { Settings } from "../flows/ports.ts";

/** What flows are told of cairn.yml; times in milliseconds where their names say so. */
export const flowSettings = (file: Config["file"]): Settings => ({
  zone: file.zone,
  channel: file.slack.channel,
  routes: file.routes,
  accounts: file.accounts,
  lists: file.lists,
  severity: file.severity,
  identities: file.identities,
  baselineSeconds: file.baseline,
  whatChanged: file.whatChanged,
  resolve: file.resolve,
  reminders: {
    off: file.reminders.off,
    staleAfterMs: file.reminders.stale * 1000,
    noCommanderAfterMs: file.reminders.noCommander * 1000,
    followUpsAfterMs: file.reminders.followUps * 1000,
    hours: file.reminders.hours,
  },
  ladders: file.ladders,
  ladder: file.ladder,
  leads: file.people.leads,
  ...(file.events && { bus: file.events.bus }),
  grouping: {
    by: file.grouping.by,
    reopenWithinMs: file.grouping.reopenWithin * 1000,
    stormAt: file.grouping.stormAt,
  },
});
