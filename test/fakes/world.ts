import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultGrouping } from "../../src/domain/incident/grouping.ts";
import type { Answer, Row } from "../../src/domain/query/query.ts";
import type { Recorded } from "../../src/domain/recording/recorded.ts";
import type { Actor, Role } from "../../src/domain/responder.ts";
import { parseRunbook } from "../../src/domain/runbook/parse-runbook.ts";
import { receiveAlarms } from "../../src/flows/alarms/receive-alarm.ts";
import { triageInbox } from "../../src/flows/alarms/triage-inbox.ts";
import type { Asking, Ports, QueryEngine, QueryRequest, Settings, Show } from "../../src/flows/ports.ts";
import { memoryStore } from "./memory-store.ts";

export const person = (id: string, ...roles: Role[]): Actor => ({
  kind: "responder",
  id,
  name: id.toLowerCase(),
  roles: ["member", ...roles],
});

export const responder = person("U0RESPONDER", "responder");
export const lead = person("U0LEAD", "lead");
export const member = person("U0MEMBER");
export const guest: Actor = { kind: "responder", id: "U0GUEST", name: "guest", roles: [] };

export const key = "AKIAIOSFODNN7EXAMPLE";

/** A contributor alarm that names the key, as EventBridge sends it. */
export function keyAlarm(changes: { id?: string; state?: string; at?: string; name?: string } = {}) {
  const name = changes.name ?? "access-key-used-elsewhere";
  return JSON.stringify({
    version: "0",
    id: changes.id ?? "11111111-0000-4000-8000-000000000001",
    "detail-type": "CloudWatch Alarm Contributor State Change",
    source: "aws.cloudwatch",
    account: "111122223333",
    time: "2026-11-14T02:41:07Z",
    region: "eu-central-1",
    resources: [`arn:aws:cloudwatch:eu-central-1:111122223333:alarm:${name}`],
    detail: {
      alarmName: name,
      alarmContributor: { id: "c1", attributes: { "userIdentity.accessKeyId": key } },
      state: {
        value: changes.state ?? "ALARM",
        reason: "Threshold Crossed: 37 denied calls.",
        timestamp: changes.at ?? "2026-11-14T02:41:07.000+0000",
      },
      configuration: { description: "A key", metrics: [] },
    },
  });
}

/** All that flows ask of the outside, in memory, with the strings to move it. */
export function fakeWorld(settings: Partial<Settings> = {}) {
  let now = new Date("2026-11-14T02:42:00Z");
  let ids = 0;
  const clock = () => now;
  const { store, world } = memoryStore(clock);
  const rung: string[] = [];
  const beats: (() => void)[] = [];
  const asked: QueryRequest[] = [];
  const emails = new Map([["responder@example.com", { id: "U0RESPONDER", name: "responder" }]]);
  const names = new Map([
    ["U0LEAD", "lead"],
    ["U0ONCALL", "on-call"],
    ["U0SECOND", "second"],
    ["S0TEAM", "team"],
    ["C0LEADS", "#leads"],
  ]);
  const people = new Map(
    [responder, lead, member, guest].map((each) => [("id" in each && each.id) || "", each]),
  );
  const file = join(import.meta.dirname, "../fixtures/runbooks/key-used.md");
  const runbook = parseRunbook(readFileSync(file, "utf8"), "key-used.md");

  let answer: (request: QueryRequest, signal: AbortSignal, asking: Asking) => Promise<Answer> = async (
    request,
  ) => answerOf(request, [{ principal: "deploy", sourceIPAddress: "203.0.113.7", count: 3 }]);
  let recorded: Recorded = { state: "cannot-tell", reasons: ["nobody looked."], fix: [] };
  const engine: QueryEngine = {
    name: "event-history",
    plan: () => ({
      engine: "event-history",
      pushedDown: [],
      checkedHere: [],
      estimate: { seconds: 1 },
      command: "",
    }),
    ask: (request, asking) => {
      asked.push(request);
      return answer(request, asking.signal, asking);
    },
  };

  const ports: Ports = {
    store,
    clock,
    newId: () => `id-${++ids}`,
    doorbell: {
      ring: async (runId) => {
        rung.push(runId);
      },
    },
    every: (_ms, work) => {
      beats.push(work);
      return () => {};
    },
    runbooks: { all: () => [runbook], byId: (id) => (id === runbook.id ? runbook : undefined) },
    enginesFor: () => [engine],
    coverage: async () => recorded,
    people: {
      actor: async (id) => people.get(id) ?? person(id),
      nameOf: async (id) => names.get(id) ?? id,
      byEmail: async (email) => emails.get(email) ?? { unknown: `Slack knows nobody with ${email}` },
    },
    settings: {
      zone: "UTC",
      channel: "C0INCIDENTS",
      routes: [],
      accounts: [{ id: "111122223333", regions: ["eu-central-1", "us-east-1"] }],
      lists: {},
      severity: "P3",
      // Most tests are about something else.
      whatChanged: { off: true, minutes: 60, pipelines: [] },
      grouping: { by: defaultGrouping, reopenWithinMs: 1_800_000, stormAt: 10 },
      identities: [],
      baselineSeconds: 14 * 86_400,
      resolve: { when: "quiet", after: 900, do: "propose" },
      reminders: {
        ...{
          off: false,
          staleAfterMs: 1_800_000,
          noCommanderAfterMs: 900_000,
          followUpsAfterMs: 259_200_000,
        },
        hours: { timeZone: "UTC", days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00" },
      },
      ladders: {},
      leads: ["U0LEAD"],
      ...settings,
    },
  };

  return {
    ports,
    world,
    rung,
    asked,
    beat: () => beats.forEach((work) => void work()),
    advance: (ms: number) => {
      now = new Date(now.getTime() + ms);
    },
    setRoles: (id: string, ...roles: Role[]) => people.set(id, person(id, ...roles)),
    answerWith: (fn: typeof answer) => {
      answer = fn;
    },
    /** What is known of whether events are recorded. */
    recordedIs: (known: Recorded) => {
      recorded = known;
    },
    /** What waits to be shown, oldest first. */
    outbox: (): Show[] => world().outbox.map(({ row }) => row.show),
    async alarm(body = keyAlarm()): Promise<void> {
      const id = (JSON.parse(body) as { id: string }).id;
      await receiveAlarms(ports)({ source: "eventbridge", transportKey: `eb:${id}`, body });
      while (await triageInbox(ports));
    },
    /** Of the only incident. */
    async alarms() {
      return store.alarms((await this.onlyIncident()).id, 100);
    },
    async onlyIncident() {
      const [incident, ...others] = await store.incidents({});
      if (!incident || others.length > 0) throw new Error(`${others.length + (incident ? 1 : 0)} incidents`);
      return incident;
    },
  };
}

export function answerOf(request: QueryRequest, rows: Row[]): Answer {
  return {
    columns: Object.keys(rows[0] ?? { principal: "" }),
    rows,
    rowsBeforeLimit: rows.length,
    completeness: {
      engine: "event-history",
      accounts: [request.account],
      regions: request.regions,
      window: request.window,
      pagesRead: 1,
      scanned: 10,
      matched: 3,
      duplicatesDropped: 0,
      servicesHidden: 0,
      settlesAt: request.window.to,
      settled: true,
      notes: [],
    },
  };
}
