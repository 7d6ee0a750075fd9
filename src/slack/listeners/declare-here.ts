import type { Severity } from "../../domain/finding.ts";
import { type Incident, shortId } from "../../domain/incident/incident.ts";
import { toldView } from "../views/told.ts";
import type { Desk, Wish } from "./desk.ts";

/** Declares in the channel where the person stands when we may post there, else in the channel of the settings. */
export async function declareHere(
  desk: Desk,
  wish: Wish,
  title: string,
  severity?: Severity,
): Promise<Incident> {
  const channel = (await mayPost(desk, wish.channel)) ?? desk.settings.channel;
  const incident = await desk.flows.declareIncident({ title, severity, channel, actor: wish.actor });
  const where =
    channel === wish.channel
      ? "in this channel"
      : `in ${await nameOf(desk, channel)}, the channel of all incidents`;
  await wish.tell(toldView(`${shortId(incident)} is declared; its thread is ${where}.`));
  return incident;
}

/** Direct messages, channels without us and channels shared with strangers are no places for an incident. */
async function mayPost(
  { quick, settings, flows, log }: Desk,
  id: string | undefined,
): Promise<string | undefined> {
  if (id === undefined || id === settings.channel || id.startsWith("D")) return undefined;
  try {
    const { channel } = await quick.conversations.info({ channel: id });
    const ours = channel?.is_member && !channel.is_archived && !channel.is_im && !channel.is_mpim;
    if (!ours || channel.is_ext_shared || channel.is_pending_ext_shared) return undefined;
    await flows.keepChannels(new Map([[id, channel.is_private ?? false]]));
    return id;
  } catch (err) {
    log.info({ err, channel: id }, "An incident goes to the default channel");
    return undefined;
  }
}

async function nameOf({ people }: Desk, channel: string): Promise<string> {
  const name = await people.nameOf(channel);
  return name === channel || name.startsWith("#") ? name : `#${name}`;
}
