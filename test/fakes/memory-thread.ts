import type { Incident } from "../../src/domain/incident/incident.ts";
import type { MessageVersion } from "../../src/domain/timeline/thread-message.ts";
import type { ThreadRead, ThreadReads, ThreadWrites } from "../../src/flows/ports/thread.ts";

export interface ThreadWorld {
  incidents: Incident[];
  shown: Record<string, unknown>;
  messages: (MessageVersion & { incidentId: string })[];
  pinned: { incidentId: string; channel: string; ts: string }[];
  threadReads: Record<string, ThreadRead>;
}

const copy = <T>(value: T): T => structuredClone(value);

/** What the store promises about messages that people write. */
export const memoryThread = (world: () => ThreadWorld): ThreadReads & ThreadWrites => ({
  threadMessages: async (incidentId) =>
    copy(world().messages)
      .filter((each) => each.incidentId === incidentId)
      .map(({ incidentId: _, ...version }) => version),
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
    world().messages.push({ ...copy(version), incidentId });
    return "new";
  },
  savePinned: async (incidentId, { channel, ts }) => {
    const known = world().pinned.some(
      (each) => each.incidentId === incidentId && each.channel === channel && each.ts === ts,
    );
    if (!known) world().pinned.push({ incidentId, channel, ts });
  },
  saveThreadRead: async (incidentId, read) => {
    world().threadReads[incidentId] = copy(read);
  },
});
