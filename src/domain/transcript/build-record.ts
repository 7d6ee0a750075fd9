import { shortId } from "../incident/incident.ts";
import { plainText } from "../text/text.ts";
import { currentEntries } from "../timeline/corrections.ts";
import { describeEntry } from "../timeline/describe-entry.ts";
import { buildRun } from "./build-run.ts";
import type { TranscriptMessage, TranscriptRecord } from "./document.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { byText, inOrder, sorted } from "./order.ts";
import { actorOf, peopleOf, personOf } from "./people.ts";

/** The record as plain JSON, everything in an order of its own, whatever order it was read in. */
export function buildRecord(record: IncidentRecord): TranscriptRecord {
  const { incident, alarms, timeline, runs, messages = [], threadTrouble = null, threadHead } = record;
  const { alarm } = incident;
  const entries = sorted(timeline, (a, b) => a.seq - b.seq);
  const started = Math.min(incident.openedAt.getTime(), alarm?.at.getTime() ?? Number.POSITIVE_INFINITY);
  const kept = buildMessages(messages);
  const built = sorted(
    runs,
    (a, b) =>
      a.requestedAt.getTime() - b.requestedAt.getTime() ||
      (a.round?.number ?? 0) - (b.round?.number ?? 0) ||
      byText(a.id, b.id),
  ).map((run) => buildRun(run, incident));
  return {
    incident: {
      id: incident.id,
      name: shortId(incident),
      title: incident.title,
      state: incident.state,
      severity: incident.severity,
      channel: incident.channel,
      commander: incident.commander && personOf(incident.commander),
      startedAt: new Date(started).toISOString(),
      openedAt: incident.openedAt.toISOString(),
      openedBy: actorOf(incident.openedBy),
      acknowledgedAt: incident.acknowledgedAt?.toISOString() ?? null,
      acknowledgedBy: incident.acknowledgedBy && actorOf(incident.acknowledgedBy),
      resolvedAt: incident.resolvedAt?.toISOString() ?? null,
      resolution: incident.resolution,
      runbook: incident.runbook && { id: incident.runbook.id, hash: incident.runbook.hash },
      mergedInto: incident.mergedInto ? shortId(incident.mergedInto) : null,
    },
    alarm: alarm && {
      arn: alarm.arn,
      name: alarm.name,
      account: alarm.account,
      region: alarm.region,
      reason: alarm.reason,
      at: alarm.at.toISOString(),
      contributor: alarm.contributor ? inOrder(alarm.contributor.attributes) : null,
    },
    alarms: sorted(alarms, (a, b) => byText(a.name, b.name) || byText(a.key, b.key)).map((each) => ({
      name: each.name,
      arn: each.arn,
      severity: each.severity,
      state: each.state,
      at: each.at.toISOString(),
      count: each.count,
    })),
    people: peopleOf([
      ...[incident.openedBy, incident.acknowledgedBy],
      ...entries.map(({ actor }) => actor),
      ...built.map(({ requestedBy }) => requestedBy),
      ...(incident.commander ? [{ kind: "responder" as const, ...incident.commander }] : []),
      ...kept.map(({ author }) => ({ kind: "responder" as const, ...author })),
    ]),
    timeline: currentEntries(entries).map(
      ({ entry: { seq, at, actor, action, body, salt, hash, thread }, supersededBy }) => ({
        seq,
        at: at.toISOString(),
        actor: actorOf(actor),
        action,
        text: plainText(describeEntry({ action, body })),
        body: inOrder(body),
        salt,
        hash,
        ...(thread && { thread: { seq: thread.seq, hash: thread.hash } }),
        supersededBy: supersededBy ?? null,
      }),
    ),
    messages: kept,
    threadTrouble,
    ...(threadHead && { threadHead: { seq: threadHead.seq, hash: threadHead.hash } }),
    runs: built,
  };
}

const kinds = { posted: 0, edited: 1, deleted: 2 };

/** A message with all that it ever said. */
function buildMessages(versions: NonNullable<IncidentRecord["messages"]>): TranscriptMessage[] {
  const byMessage = new Map<string, TranscriptMessage>();
  const inTime = sorted(
    versions,
    (a, b) =>
      byText(a.ts, b.ts) ||
      byText(a.channel, b.channel) ||
      kinds[a.kind] - kinds[b.kind] ||
      a.changedAt.getTime() - b.changedAt.getTime() ||
      byText(a.revision, b.revision),
  );
  for (const { channel, ts, threadTs, author, at, kind, changedAt, text, revision, link } of inTime) {
    const key = `${channel} ${ts}`;
    const known = byMessage.get(key) ?? {
      ...{ channel, ts, threadTs: threadTs ?? null, author: personOf(author), at: at.toISOString() },
      versions: [],
    };
    byMessage.set(key, known);
    const { seq, salt, hash } = link ?? {};
    known.versions.push({
      ...{ kind, at: changedAt.toISOString(), text },
      ...(seq !== undefined &&
        salt !== undefined &&
        hash !== undefined && { link: { seq, revision, salt, hash } }),
    });
  }
  return [...byMessage.values()];
}
