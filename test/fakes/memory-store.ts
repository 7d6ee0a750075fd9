import { randomUUID } from "node:crypto";
import { type Alarm, alarmKey, transitionKey } from "../../src/domain/alarm/alarm.ts";
import type { Approval } from "../../src/domain/approval.ts";
import type { Asked } from "../../src/domain/asked.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import type { Escalation } from "../../src/domain/escalation/escalation.ts";
import type { Incident } from "../../src/domain/incident/incident.ts";
import type { FirstSeen } from "../../src/domain/query/first-seen.ts";
import { hasEnded, type Run } from "../../src/domain/run/run.ts";
import type { StepRecord } from "../../src/domain/step.ts";
import { type AuditEntry, chainStart, entryHash } from "../../src/domain/timeline/audit.ts";
import type { TimelineEntry } from "../../src/domain/timeline/timeline.ts";
import type {
  BudgetWait,
  Facts,
  InboxMessage,
  KeptRows,
  OutboxRow,
  Show,
  ShownMessage,
  Store,
  TagLook,
  Tx,
} from "../../src/flows/ports.ts";
import { memoryTending, type TendingWorld } from "./memory-tending.ts";
import { memoryThread, type ThreadWorld, threadHeadIn } from "./memory-thread.ts";

interface Outgoing {
  row: OutboxRow;
  state: "pending" | "sending" | "sent" | "dropped";
  error?: string;
  ahead?: boolean;
}

interface World {
  inbox: InboxMessage[];
  transitions: { key: string; alarm: Alarm; placed?: boolean }[];
  alarms: TendingWorld["alarms"];
  mutes: TendingWorld["mutes"];
  held: TendingWorld["held"];
  messages: ThreadWorld["messages"];
  pinned: ThreadWorld["pinned"];
  threadReads: ThreadWorld["threadReads"];
  heldTexts: ThreadWorld["heldTexts"];
  incidents: Incident[];
  privateChannels: string[];
  timeline: TimelineEntry[];
  audit: (AuditEntry & { at: Date })[];
  steps: StepRecord[];
  runs: (Run & { leased: boolean })[];
  rows: Record<string, KeptRows>;
  facts: Record<string, Facts>;
  asked: Asked[];
  firstSeen: Record<string, FirstSeen>;
  approvals: Approval[];
  shown: Record<string, ShownMessage>;
  outbox: Outgoing[];
  budgetWaits: BudgetWait[];
  escalations: Escalation[];
  tagLooks: (TagLook & { dueAt: Date })[];
  tags: Record<string, { tags: Record<string, string>; readAt: Date }>;
  homes: { personId: string; openedAt: Date; shownHash: string | null }[];
}

/** The store's promises in memory: one transaction at a time, undone when it throws. Leases never run out. */
export function memoryStore(clock: () => Date): { store: Store; world: () => World } {
  let world: World = {
    inbox: [],
    transitions: [],
    alarms: [],
    mutes: [],
    held: [],
    messages: [],
    pinned: [],
    threadReads: {},
    heldTexts: {},
    incidents: [],
    privateChannels: [],
    timeline: [],
    audit: [],
    steps: [],
    runs: [],
    rows: {},
    facts: {},
    asked: [],
    firstSeen: {},
    approvals: [],
    shown: {},
    outbox: [],
    budgetWaits: [],
    escalations: [],
    tagLooks: [],
    tags: {},
    homes: [],
  };
  let turn: Promise<unknown> = Promise.resolve();
  const waitsForAnother = ({ sharedRun }: Run) =>
    world.runs.some(({ id, state }) => id === sharedRun && !hasEnded(state));
  const copy = <T>(value: T): T => structuredClone(value);
  const stormAlarms = (channel: string, since: Date) =>
    world.alarms.filter(({ incidentId, joinedAt }) => {
      const incident = world.incidents.find(({ id }) => id === incidentId);
      return (
        incident?.storm && incident.state !== "resolved" && incident.channel === channel && joinedAt > since
      );
    }).length;

  const tx: Tx = {
    ...memoryTending(() => world),
    ...memoryThread(() => world),
    incident: async (id) => copy(world.incidents.find((each) => each.id === id)),
    incidentByNumber: async (number) => copy(world.incidents.find((each) => each.number === number)),
    incidentByThread: async (channel, ts) =>
      copy(
        world.incidents.find((each) => {
          const shown = world.shown[`${each.id}/root`];
          return shown?.channel === channel && shown.ts === ts;
        }),
      ),
    incidents: async ({ channel, state, limit }) =>
      copy(
        world.incidents
          .filter((each) => channel === undefined || each.channel === channel)
          .filter((each) => state !== "open" || each.state !== "resolved")
          .reverse()
          .slice(0, limit),
      ),
    privateChannels: async () => [...world.privateChannels],
    incidentChannels: async () => [...new Set(world.incidents.map(({ channel }) => channel))],
    keepChannel: async (id, isPrivate) => {
      world.privateChannels = [
        ...world.privateChannels.filter((each) => each !== id),
        ...(isPrivate ? [id] : []),
      ];
      const changed = world.incidents.filter(
        (each) => each.channel === id && (each.private ?? false) !== isPrivate,
      );
      for (const each of changed) each.private = isPrivate;
      return changed.length;
    },
    incidentsOf: async (personId, limit, also) =>
      copy(
        world.incidents
          .filter(
            ({ id, state, ...each }) =>
              state !== "resolved" &&
              (each.commander?.id === personId ||
                [
                  each.acknowledgedBy,
                  each.openedBy,
                  ...world.runs.filter((run) => run.incidentId === id).map((run) => run.requestedBy),
                ].some((by) => by?.kind === "responder" && by.id === personId) ||
                world.steps.some(
                  ({ incidentId, claimed }) =>
                    incidentId === id && claimed?.by.kind === "responder" && claimed.by.id === personId,
                ) ||
                world.asked.some((one) => one.incidentId === id && one.person?.id === personId) ||
                (also === "approvals" &&
                  world.approvals.some(
                    (one) =>
                      one.incidentId === id &&
                      (one.state === "asked" || (one.brokenBecause !== null && one.reviewedBy === null)),
                  ))),
          )
          .reverse()
          .slice(0, limit),
      ),
    homes: async (since, limit) =>
      copy(
        world.homes
          .filter(({ openedAt }) => openedAt >= since)
          .sort((a, b) => b.openedAt.getTime() - a.openedAt.getTime())
          .slice(0, limit)
          .map(({ personId, shownHash }) => ({ personId, shownHash })),
      ),
    alarms: async (id, limit) =>
      copy(
        world.alarms
          .filter((each) => each.incidentId === id)
          .map(({ status }) => status)
          .sort((a, b) => Number(b.state === "ALARM") - Number(a.state === "ALARM"))
          .slice(0, limit),
      ),
    timeline: async (id) => copy(world.timeline.filter((each) => each.incidentId === id)),
    steps: async (id) =>
      copy(world.steps.filter((each) => each.incidentId === id).sort((a, b) => a.position - b.position)),
    step: async (id, stepId) =>
      copy(world.steps.find((each) => each.incidentId === id && each.stepId === stepId)),
    approvals: async (id) => copy(world.approvals.filter((each) => each.incidentId === id)),
    run: async (id) => copy(world.runs.find((each) => each.id === id)),
    runs: async (id) => copy(world.runs.filter((each) => each.incidentId === id)),
    waitingFor: async (id) =>
      copy(world.runs.filter((each) => each.sharedRun === id && each.state === "queued")),
    unfinishedRuns: async () => copy(world.runs.filter((each) => !hasEnded(each.state))),
    budgetWaits: async () => copy(world.budgetWaits),
    rows: async (runId) => copy(world.rows[runId]),
    runAfter: async (id) => copy(world.runs.findLast((each) => each.again?.previous === id)),
    facts: async (id) => copy(world.facts[id] ?? {}),
    firstSeen: async (runId) => copy(world.firstSeen[runId]),
    asked: async (id, stepId, position) =>
      copy(
        world.asked.find(
          (each) => each.incidentId === id && each.stepId === stepId && each.position === position,
        ),
      ),
    escalation: async (id) => copy(world.escalations.find((each) => each.incidentId === id)),
    saveEscalation: async (escalation) => {
      const others = world.escalations.filter(({ incidentId }) => incidentId !== escalation.incidentId);
      world.escalations = [...others, copy(escalation)];
    },
    dueEscalations: async (until) =>
      copy(
        world.escalations
          .filter(({ dueAt }) => dueAt !== null && dueAt <= until)
          .sort((a, b) => (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0)),
      ),
    knownTags: async (arn) => copy(world.tags[arn]),
    keepTags: async (arn, tags, at) => {
      world.tags[arn] = { tags: copy(tags), readAt: at };
    },
    wantTags: async (incidentId, arn, at) => {
      if (world.tagLooks.some((each) => each.incidentId === incidentId && each.arn === arn)) return;
      world.tagLooks.push({ incidentId, arn, tries: 0, dueAt: at });
    },
    claimTagLooks: async ({ now, postedBy, againAt, limit }) => {
      const due = world.tagLooks
        .filter(
          ({ incidentId, dueAt }) =>
            dueAt <= now && (dueAt <= postedBy || world.shown[`${incidentId}/root`] !== undefined),
        )
        .slice(0, limit);
      for (const each of due) Object.assign(each, { tries: each.tries + 1, dueAt: againAt });
      return copy(due.map(({ dueAt: _, ...look }) => look));
    },
    settleTagLook: async (look, again) => {
      const same = (each: TagLook) => each.incidentId === look.incidentId && each.arn === look.arn;
      if (again === undefined) world.tagLooks = world.tagLooks.filter((each) => !same(each));
      else for (const each of world.tagLooks.filter(same)) each.dueAt = again;
    },
    shown: async (id, key) => copy(world.shown[`${id}/${key}`]),
    allShown: async (id) =>
      Object.entries(world.shown)
        .filter(([key]) => key.startsWith(`${id}/`))
        .map(([key, shown]) => ({ key: key.slice(id.length + 1), ...copy(shown) }))
        .sort((a, b) => (a.ts < b.ts ? -1 : 1)),
    inbox: async ({ state, limit }) =>
      copy(world.inbox.filter((each) => state === undefined || each.state === state).slice(0, limit)),

    inboxMessage: async (id) => copy(world.inbox.find((each) => each.id === id)),

    keepMessages: async (messages, at) =>
      messages.map((message) => {
        if (world.inbox.some((each) => each.transportKey === message.transportKey)) return "seen";
        const id = String(world.inbox.length + 1);
        world.inbox.push({ ...message, id, state: "new", attempts: 0, error: null, receivedAt: at });
        return "new";
      }),
    claimInbox: async (limit) =>
      copy(
        world.inbox
          .filter((each) => each.state === "new")
          .sort((a, b) => a.attempts - b.attempts)
          .slice(0, limit),
      ),
    lookAhead: async () => {},
    mutedAmong: async (arns) => arns.filter((arn) => world.mutes.some((each) => each.arn === arn)),
    settleInbox: async (id, state, error) => {
      const message = world.inbox.find((each) => each.id === id);
      if (message) Object.assign(message, { state, error: error ?? null, attempts: message.attempts + 1 });
    },
    dropInbox: async (id, why) => {
      const message = world.inbox.find((each) => each.id === id);
      if (message) Object.assign(message, { state: "dropped", error: why });
    },
    reviveInbox: async (id) => {
      const message = world.inbox.find((each) => each.id === id);
      if (message) Object.assign(message, { state: "new", attempts: 0 });
    },

    transitionOnce: async (alarm) => {
      const key = transitionKey(alarm);
      if (world.transitions.some((each) => each.key === key)) return false;
      world.transitions.push({ key, alarm: copy(alarm) });
      return true;
    },
    placeTransition: async (alarm) => {
      const placed = world.transitions.find(({ key }) => key === transitionKey(alarm));
      if (placed) placed.placed = true;
    },
    unplacedTransitions: async (key, after) =>
      copy(
        world.transitions
          .filter(({ alarm, placed }) => alarmKey(alarm) === key && !placed && alarm.at > after)
          .map(({ alarm: { state, at } }) => ({ state, at }))
          .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.state === "ALARM" ? 1 : -1)),
      ),
    latestTransition: async (key) =>
      copy(
        world.transitions
          .map(({ alarm }) => alarm)
          .filter((each) => alarmKey(each) === key)
          .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.state === "ALARM" ? -1 : 1))[0],
      ),
    newAlarms: async (channel, since, atMost) =>
      Math.min(
        atMost,
        world.incidents.filter(
          (each) =>
            each.channel === channel && each.openedAt > since && each.groupKey !== null && !each.storm,
        ).length + stormAlarms(channel, since),
      ),
    alarmStatus: async (id, key) =>
      copy(world.alarms.find((each) => each.incidentId === id && each.status.key === key)?.status),
    saveAlarmStatus: async (incidentId, status) => {
      const known = world.alarms.find(
        (each) => each.incidentId === incidentId && each.status.key === status.key,
      );
      if (known) known.status = copy(status);
      else world.alarms.push({ incidentId, status: copy(status), joinedAt: clock() });
    },

    lockGroup: async () => {},
    incidentOfGroup: async (key, state) =>
      copy(
        world.incidents.findLast(
          (each) => each.groupKey === key && (state === "any" || each.state !== "resolved"),
        ),
      ),
    stormOf: async (key) =>
      copy(
        world.incidents.find(
          (each) =>
            each.storm &&
            each.state !== "resolved" &&
            world.alarms.some(({ incidentId, status }) => incidentId === each.id && status.key === key),
        ),
      ),
    insertIncident: async (draft) => {
      const known = world.privateChannels.includes(draft.channel);
      const incident = { ...copy(draft), private: known, number: world.incidents.length + 1, version: 1 };
      world.incidents.push(incident);
      return copy(incident);
    },
    lockIncident: async (id) => {
      const incident = await tx.incident(id);
      if (!incident) throw new NotFoundError(`Incident ${id} is not known.`);
      return incident;
    },
    snoozedIncidents: async (now) =>
      copy(world.incidents.filter(({ snoozed }) => snoozed !== null && snoozed.until <= now)),
    saveIncident: async (incident) => {
      const index = world.incidents.findIndex((each) => each.id === incident.id);
      world.incidents[index] = { ...copy(incident), version: incident.version + 1 };
    },

    record: async (incidentId, { actor, action, body }, at) => {
      const before = world.timeline.filter((each) => each.incidentId === incidentId);
      const { seq: links, hash: head } = threadHeadIn(world, incidentId) ?? {};
      const thread = links && head ? { thread: { seq: links, hash: head } } : {};
      const place = { incidentId, seq: before.length + 1, at, salt: "00", ...thread };
      const entry = { ...place, actor, action, body: body ?? {} };
      const hash = entryHash(before.at(-1)?.hash ?? chainStart, entry);
      world.timeline.push(copy({ ...entry, hash }));
      world.audit.push({ actor, action, outcome: "allowed", incidentId, detail: null, at });
      return { ...entry, hash };
    },
    audit: async (entry, at) => {
      world.audit.push({ ...entry, at });
    },

    insertStep: async (step) => {
      world.steps.push(copy(step));
    },
    saveStep: async (step, expectedVersion) => {
      const known = world.steps.find(
        (each) => each.incidentId === step.incidentId && each.stepId === step.stepId,
      );
      if (known?.version !== expectedVersion) return false;
      Object.assign(known, copy(step), { version: expectedVersion + 1, claimed: known.claimed });
      return true;
    },
    saveClaim: async ({ incidentId, stepId }, claimed) => {
      const known = world.steps.find((each) => each.incidentId === incidentId && each.stepId === stepId);
      if (known) known.claimed = copy(claimed ?? null);
    },
    expiredSteps: async (now) =>
      copy(
        world.steps.filter(
          (each) =>
            each.state === "waiting" &&
            each.expiresAt !== null &&
            each.expiresAt <= now &&
            world.incidents.find(({ id }) => id === each.incidentId)?.state !== "resolved",
        ),
      ),
    saveApproval: async (approval) => {
      const known = world.approvals.find((each) => each.id === approval.id);
      if (known) Object.assign(known, copy(approval));
      else world.approvals.push(copy(approval));
    },
    setFacts: async (id, facts) => {
      world.facts[id] = { ...world.facts[id], ...copy(facts) };
    },

    homeOpened: async (personId, at) => {
      const known = world.homes.find((each) => each.personId === personId);
      if (known) known.openedAt = at;
      else world.homes.push({ personId, openedAt: at, shownHash: null });
    },
    homeShown: async (personId, hash) => {
      const known = world.homes.find((each) => each.personId === personId);
      if (known) known.shownHash = hash;
    },
    saveAsked: async (asked) => {
      const same = (each: Asked) =>
        each.incidentId === asked.incidentId &&
        each.stepId === asked.stepId &&
        each.position === asked.position;
      world.asked = [...world.asked.filter((each) => !same(each)), copy(asked)];
    },
    saveFirstSeen: async (runId, firstSeen) => {
      world.firstSeen[runId] = copy(firstSeen);
    },

    runsAsked: async (title, account, since) =>
      world.runs.filter(
        (each) =>
          each.stepId === null &&
          each.title === title &&
          each.account === account &&
          each.requestedAt > since,
      ).length,
    insertRun: async (run) => {
      world.runs.push({ ...copy(run), leased: false });
    },
    saveRun: async (run) => {
      const known = world.runs.find((each) => each.id === run.id);
      if (known?.attempt !== run.attempt || hasEnded(known.state)) return false;
      Object.assign(known, copy(run), { quietFor: known.quietFor, picked: known.picked });
      return true;
    },
    claimRun: async (id) => {
      const run = world.runs.find((each) => each.id === id && each.state === "queued");
      if (!run || waitsForAnother(run)) return undefined;
      Object.assign(run, {
        place: null,
        state: "running",
        attempt: run.attempt + 1,
        startedAt: clock(),
        leased: true,
      });
      return copy(run);
    },
    idleRuns: async () =>
      copy(world.runs.filter((each) => each.state === "queued" && !waitsForAnother(each))),
    runsAskingTheSame: async (questionKey, endedSince) =>
      copy(
        world.runs
          .filter((each) => each.questionKey === questionKey && !each.sharedRun)
          .filter(
            ({ state, endedAt }) =>
              !hasEnded(state) || (state === "done" && endedAt !== null && endedAt >= endedSince),
          )
          .reverse(),
      ),
    showQueued: async (run, { place, progress }) => {
      const known = world.runs.find((each) => each.id === run.id && each.state === "queued");
      if (known) Object.assign(known, copy({ place, progress }));
      return known !== undefined;
    },
    renewRun: async (run) => {
      const known = world.runs.find((each) => each.id === run.id);
      if (known?.attempt !== run.attempt || known.state !== "running") return false;
      known.progress = copy(run.progress);
      return true;
    },
    keepRows: async (runId, kept) => {
      world.rows[runId] = copy(kept);
    },
    runsToAskAgain: async (now) =>
      copy(
        world.runs.filter(
          (each) =>
            each.state === "done" &&
            each.asksAgainAt &&
            each.asksAgainAt <= now &&
            world.incidents.find(({ id }) => id === each.incidentId)?.state !== "resolved",
        ),
      ),
    shareRuns: async (first) => {
      for (const run of world.runs) if (run.id === first || run.again?.first === first) run.quietFor = null;
    },
    savePick: async (runId, picked) => {
      const run = world.runs.find(({ id }) => id === runId);
      if (run) run.picked = copy(picked ?? null);
    },
    setAsksAgain: async (runId, at) => {
      const run = world.runs.find(({ id }) => id === runId);
      if (run) run.asksAgainAt = at;
    },

    say: async (show: Show, { ahead = false } = {}) => {
      const same = (each: Outgoing) =>
        each.state === "pending" && JSON.stringify(each.row.show) === JSON.stringify(show);
      const edits = ahead && world.shown[`${show.incidentId}/root`] !== undefined;
      const waiting = world.outbox.find(same);
      if (waiting && edits) waiting.ahead = true;
      if (waiting) return;
      const id = String(world.outbox.length + 1);
      const destination = show.show === "event" || show.show === "act" ? "events" : "slack";
      const lane =
        show.show === "ask"
          ? `ask:${show.incidentId}:${show.stepId}`
          : show.show === "call"
            ? `call:${show.incidentId}:${show.channel}`
            : show.show === "quiet" || show.show === "follow-ups" || show.show === "picture"
              ? `${show.show}:${show.incidentId}`
              : destination === "slack"
                ? show.incidentId
                : `${show.show}s:${show.incidentId}`;
      const row = { id, key: randomUUID(), destination, lane, show, tries: 0 } as const;
      world.outbox.push({
        row: copy({ ...row, firstTry: clock(), unsure: false }),
        state: "pending",
        ...(edits && { ahead: true }),
      });
    },
    takeWaiting: async (incidentId) => {
      const waiting = world.outbox.filter((each) => each.row.lane === incidentId && each.state === "pending");
      for (const each of waiting) each.state = "dropped";
      return copy(waiting.map(({ row }) => row.show));
    },
    takeLateOutbox: async () => undefined,
    foldEntries: async () => 0,
    claimOutbox: async (destination) => {
      const open = world.outbox.filter((each) => each.state === "pending" || each.state === "sending");
      const free = open.filter(
        (each, index) =>
          each.row.destination === destination &&
          !open.some(
            (other, at) =>
              other !== each &&
              other.row.lane === each.row.lane &&
              (other.state === "sending" || (at < index && !other.ahead && !each.ahead)),
          ),
      );
      const due = free.find((each) => each.ahead) ?? free[0];
      if (!due) return undefined;
      const unsure = due.state === "sending";
      due.state = "sending";
      due.row.tries += 1;
      return { ...copy(due.row), unsure };
    },
    holdOutbox: async (row) =>
      world.outbox.some((each) => each.row.id === row.id && each.row.tries === row.tries),
    settleOutbox: async (row, state, options) => {
      const known = world.outbox.find((each) => each.row.id === row.id && each.row.tries === row.tries);
      if (!known) return false;
      Object.assign(known, { state, error: options?.error });
      return true;
    },
    saveShown: async (id, key, shown) => {
      world.shown[`${id}/${key}`] = shown;
    },
    forgetShown: async (id, key) => {
      delete world.shown[`${id}/${key}`];
    },
  };

  const store: Store = {
    ...tx,
    transaction: (work) => {
      const run = turn.then(async () => {
        const before = copy(world);
        try {
          return await work(tx);
        } catch (error) {
          world = before;
          throw error;
        }
      });
      turn = run.catch(() => {});
      return run;
    },
    onNews: () => () => {},
  };
  return { store, world: () => world };
}
