import type { Incident } from "../../src/domain/incident/incident.ts";
import { linkHash, threadStart } from "../../src/domain/timeline/thread-chain.ts";
import type { MessageVersion } from "../../src/domain/timeline/thread-message.ts";
import type { Pushpin, ThreadRead, ThreadReads, ThreadWrites } from "../../src/flows/ports/thread.ts";

export interface ThreadWorld {
  incidents: Incident[];
  shown: Record<string, unknown>;
  messages: (MessageVersion & { incidentId: string })[];
  pinned: (Pushpin & { incidentId: string })[];
  threadReads: Record<string, ThreadRead>;
  heldTexts: Record<string, { channel: string; ts: string; text: string }>;
}

const copy = <T>(value: T): T => structuredClone(value);

export const threadHeadIn = ({ messages }: Pick<ThreadWorld, "messages">, incidentId: string) =>
  messages.findLast((each) => each.incidentId === incidentId && each.link)?.link;

/** What the store promises about messages that people write. */
export const memoryThread = (world: () => ThreadWorld): ThreadReads & ThreadWrites => ({
  threadMessages: async (incidentId) =>
    copy(world().messages)
      .filter((each) => each.incidentId === incidentId)
      .map(({ incidentId: _, ...version }) => version),
  threadHead: async (incidentId) => {
    const last = threadHeadIn(world(), incidentId);
    return last && { seq: last.seq, hash: last.hash };
  },
  pushpins: async (incidentId) =>
    copy(world().pinned)
      .filter((each) => each.incidentId === incidentId)
      .map(({ incidentId: _, ...pushpin }) => pushpin),
  heldText: async (id, { channel, ts }) => {
    const held = world().heldTexts[id];
    return held?.channel === channel && held.ts === ts ? held.text : undefined;
  },
  holdText: async (id, { channel, ts, text }) => {
    world().heldTexts[id] = { channel, ts, text };
  },
  incidentsWithMessage: async ({ channel, ts }) =>
    world()
      .pinned.filter((each) => each.channel === channel && each.ts === ts)
      .map(({ incidentId }) => incidentId),
  threadRead: async (incidentId) => copy(world().threadReads[incidentId]),
  threadsToRead: async (limit) =>
    world()
      .incidents.filter(({ id, state }) => state !== "resolved" && world().shown[`${id}/root`])
      .map(({ id }) => id)
      .sort(
        (a, b) => (world().threadReads[a]?.at.getTime() ?? 0) - (world().threadReads[b]?.at.getTime() ?? 0),
      )
      .slice(0, limit),
  keepThreadMessage: async (incidentId, version) => {
    const known = world().messages.some(
      (each) =>
        each.incidentId === incidentId &&
        each.channel === version.channel &&
        each.ts === version.ts &&
        each.revision === version.revision,
    );
    if (known) return "seen";
    const of = world().messages.filter((each) => each.incidentId === incidentId);
    const last = threadHeadIn(world(), incidentId);
    const place = { seq: (last?.seq ?? 0) + 1, salt: `0${of.length}` };
    const hash = linkHash(last?.hash ?? threadStart(of), incidentId, version, place);
    world().messages.push({ ...copy(version), incidentId, link: { ...place, hash } });
    return "new";
  },
  savePinned: async (incidentId, { channel, ts }, look) => {
    const known = world().pinned.find(
      (each) => each.incidentId === incidentId && each.channel === channel && each.ts === ts,
    );
    if (known) Object.assign(known, copy(look && { look }));
    else world().pinned.push({ incidentId, channel, ts, ...copy(look && { look }) });
  },
  saveThreadRead: async (incidentId, read) => {
    world().threadReads[incidentId] = copy(read);
  },
});
