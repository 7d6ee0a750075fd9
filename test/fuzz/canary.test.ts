import { Writable } from "node:stream";
import fc from "fast-check";
import { expect } from "vitest";
import { createEventsDestination } from "../../src/aws/events-destination.ts";
import { createEventsOut } from "../../src/aws/events-out.ts";
import { renderTable } from "../../src/cli/table.ts";
import { readAccessLine } from "../../src/domain/access-log/read-line.ts";
import { createEvaluation } from "../../src/domain/query/evaluate.ts";
import type { Answer, Query } from "../../src/domain/query/query.ts";
import { resolveIncident } from "../../src/flows/incidents/resolve-incident.ts";
import { executeRun } from "../../src/flows/runs/execute-run.ts";
import { requestRun } from "../../src/flows/runs/request-run.ts";
import { addNote } from "../../src/flows/thread/add-note.ts";
import { transcriptOf } from "../../src/flows/thread/export-transcript.ts";
import { createLog } from "../../src/log.ts";
import { shownNow } from "../../src/slack/show.ts";
import { fakeWorld, keyAlarm, lead, responder } from "../fakes/world.ts";
import { sampleRequest, tellings } from "../fixtures/access-log/proxy-lines.ts";
import { type Canary, canary, textCanary } from "./canaries.ts";
import { fuzz } from "./fuzz.ts";

const window = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-11-30T00:00:00Z") };
const containers = [
  "requestParameters",
  "responseElements",
  "additionalEventData",
  "serviceEventDetails",
] as const;
const texts = ["userAgent", "errorMessage", "errorCode", "eventName"] as const;
const names = fc.constantFrom("request", "items", "note", "body", "configuration", "a");

/** Identifiers: what an investigation needs is kept, whole. */
const kept = {
  key: "AKIAIOSFODNN7EXAMPLE",
  arn: "arn:aws:sts::111122223333:assumed-role/Deployments-1A2B3C4D5E6F7G8H/build-1700000000000",
  ip: "203.0.113.7",
};

interface Planted {
  record: Record<string, unknown>;
  /** Where it stands, for a question that names it. */
  path: string;
}

/** Puts it somewhere in a record: under names, in lists, or straight into one of the texts that anybody can write. */
function plant(
  { value, text }: Canary,
  container: (typeof containers)[number],
  way: string[],
  at: number,
): Planted {
  const record: Record<string, unknown> = {
    eventTime: "2026-11-14T02:30:00Z",
    eventID: "5b1d8c7e-1111-4222-8333-444455556666",
    eventName: "GetObject",
    eventSource: "s3.amazonaws.com",
    awsRegion: "eu-central-1",
    sourceIPAddress: kept.ip,
    userAgent: "aws-cli/2.17.0",
    userIdentity: { type: "IAMUser", arn: kept.arn, accessKeyId: kept.key, userName: "build" },
    requestParameters: { bucketName: "reports" },
  };
  if (text !== undefined && at < texts.length) {
    const field = texts[at] ?? "userAgent";
    return { record: { ...record, [field]: text }, path: field };
  }
  const inside = way.reduceRight<unknown>(
    (inner, name, index) => ({ [name]: index % 2 ? [inner] : inner }),
    value,
  );
  record[container] = { ...(record[container] as object | undefined), planted: inside };
  return { record, path: [container, "planted", ...way].join(".") };
}

const planted = fc
  .tuple(canary, fc.constantFrom(...containers), fc.array(names, { maxLength: 3 }), fc.nat(7))
  .map(([secret, container, way, at]) => ({ secret, ...plant(secret, container, way, at) }));

/** Everything of a record that a question can show. */
const asking = (path: string, grouped: boolean): Query => ({
  from: "cloudtrail",
  where: { all: [] },
  ...(grouped
    ? { by: [...new Set(["principal", "sourceIPAddress", path])] }
    : { show: [...new Set(["eventTime", "principal", "key", "ip", ...texts, ...containers, path])] }),
  measure: [],
  limit: 100,
  services: "show",
});

function answerTo(query: Query, records: readonly unknown[]): Answer {
  const evaluation = createEvaluation(query, window);
  for (const record of records) evaluation.add(record);
  const { columns, rows, rowsBeforeLimit, scanned, matched } = evaluation.result();
  return {
    columns,
    rows,
    rowsBeforeLimit,
    completeness: {
      engine: "event-history",
      accounts: ["111122223333"],
      regions: ["eu-central-1"],
      window,
      pagesRead: 1,
      scanned,
      matched,
      duplicatesDropped: 0,
      servicesHidden: 0,
      settlesAt: window.to,
      settled: true,
      notes: [],
    },
  } as Answer;
}

fuzz(
  "a secret planted anywhere in a record is in no answer, and identifiers are",
  "canary",
  fc.tuple(planted, fc.boolean()),
  ([{ secret, record, path }, grouped]) => {
    const answer = answerTo(asking(path, grouped), [record]);
    const told = JSON.stringify(answer);
    expect(told.includes(secret.secret), `${secret.kind} at ${path}: ${told}`).toBe(false);
    expect(told).toContain(kept.arn);
    expect(told).toContain(kept.ip);
    if (!grouped) expect(told).toContain(kept.key);
  },
  0.8,
);

fuzz(
  "a secret in an access log's line is in no answer",
  "canary",
  fc.tuple(textCanary, fc.constantFrom(...Object.values(tellings)), fc.nat(2)),
  ([{ secret, text = "", kind }, tell, at]) => {
    const line = tell({
      ...sampleRequest,
      at: new Date("2026-11-14T02:30:00Z"),
      ...(at === 0
        ? { userAgent: text.replaceAll("\n", " ") }
        : { target: `/orders${at === 1 ? "?q=" : "/"}${encodeURI(text).replaceAll("%25", "%")}` }),
    });
    const { records } = readAccessLine(line, "auto", { trusted: [] });
    const query: Query = {
      from: "access-log",
      where: { all: [] },
      show: ["time", "clientIp", "path", "userAgent", "host", "consumer", "keyId", "subject"],
      measure: [],
      limit: 100,
      services: "show",
    };
    const told = JSON.stringify(answerTo(query, records));
    expect(told.includes(secret), `${kind}: ${line} → ${told}`).toBe(false);
  },
  0.15,
);

fuzz(
  "a secret in a record, an alarm or a person's words is in nothing that is kept, shown, sent or logged",
  "canary",
  fc.tuple(planted, textCanary, textCanary),
  async ([{ secret, record, path }, inAlarm, inNote]) => {
    const logged: string[] = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        logged.push(String(chunk));
        done();
      },
    });
    const log = createLog({ destination });
    const events: string[] = [];
    const put = createEventsOut({
      busName: "bus",
      source: "cairn",
      eventbridge: {
        send: async ({ input }: { input: { Entries: { Detail: string }[] } }) => {
          events.push(input.Entries[0]?.Detail ?? "");
          return { Entries: [{ EventId: "e" }] };
        },
      } as never,
    });

    const cairn = fakeWorld();
    const { ports } = cairn;
    const alarm = JSON.parse(keyAlarm()) as { detail: { state: { reason: string }; configuration: object } };
    alarm.detail.state.reason = `Threshold crossed: ${inAlarm.text}`;
    alarm.detail.configuration = { description: inAlarm.text, metrics: [] };
    await cairn.alarm(JSON.stringify(alarm));
    const { id: incidentId } = await cairn.onlyIncident();

    cairn.answerWith(async () => answerTo(asking(path, false), [record]));
    const run = await requestRun(ports, { incidentId, actor: responder });
    await executeRun(ports, run.id);
    await addNote(ports, { incidentId, text: `seen: ${inNote.text}`.slice(0, 3_000), actor: responder });
    await resolveIncident(ports, { incidentId, resolution: inNote.text ?? "", actor: lead });
    log.error({ err: new Error(`AWS said: ${inNote.text}`), record: { why: inAlarm.text } }, "constant");

    const transcript = (id: string) => transcriptOf(ports.store, id);
    const sources = { reads: ports.store, runbooks: ports.runbooks, transcript };
    const shown: unknown[] = [];
    for (const show of [...cairn.outbox(), { show: "rows" as const, incidentId, runId: run.id }])
      shown.push(await shownNow(sources, show));
    const bus = createEventsDestination(put, ports.store);
    for (const { row } of cairn.world().outbox) await bus.send(row, async () => {});
    const { columns, rows } = (await ports.store.rows(run.id)) ?? { columns: [], rows: [] };

    // The inbox keeps what came as it came; everything else of the record is looked through.
    const { inbox: _asItCame, ...store } = cairn.world();
    const everything: Record<string, string> = {
      record: JSON.stringify(store),
      shown: JSON.stringify(shown),
      transcript: await transcript(incidentId),
      terminal: renderTable(columns, rows),
      events: events.join("\n"),
      log: logged.join("\n"),
    };
    expect(events.length).toBeGreaterThan(0);
    expect(everything.record).toContain(kept.arn);
    for (const [where, text] of Object.entries(everything))
      for (const planted of [secret, inAlarm, inNote])
        expect(text.includes(planted.secret), `${planted.kind} in ${where}`).toBe(false);
  },
  0.05,
);
