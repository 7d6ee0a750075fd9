import { Writable } from "node:stream";
import fc from "fast-check";
import { expect } from "vitest";
import { createEventsOut } from "../../src/aws/events-out.ts";
import { walkJson, walkText } from "../../src/cli/runbook/walk-text.ts";
import { renderTable } from "../../src/cli/table.ts";
import { describeCompleteness } from "../../src/domain/query/completeness.ts";
import { describeQuery } from "../../src/domain/query/describe-query.ts";
import { spellOut, visible } from "../../src/domain/text/visible.ts";
import { createLog } from "../../src/log.ts";
import { fuzz } from "./fuzz.ts";
import { acting, foreign, hostile } from "./hostile.ts";
import { hostileRecord } from "./hostile-record.ts";

/** What a terminal acts on; line ends are ours. */
const inert = (text: string) => expect(text.replaceAll("\n", "")).not.toMatch(acting);

fuzz(
  "whatever an intruder writes, no text for a terminal holds an escape, and JSON is read as it was meant",
  "terminal",
  foreign,
  (texts) => {
    const record = hostileRecord(texts);
    const { columns, rows } = record.rows;
    inert(renderTable(columns, rows));
    const walk = {
      steps: [
        {
          id: "who",
          title: "Who?",
          kind: "query" as const,
          answer: { columns, rows, rowsBeforeLimit: 99, completeness: record.completeness },
          findings: record.run().findings,
        },
      ],
      facts: record.facts,
      severity: "P2" as const,
      outcome: "benign",
    };
    // The command line's last door spells out what is left: errors, file names, remarks of engines.
    inert(spellOut(walkText(record.runbook, walk as never, record.facts)));
    inert(
      spellOut(
        [...describeCompleteness(record.completeness), ...describeQuery(record.run().query)].join("\n"),
      ),
    );
    const json = walkJson(record.runbook, walk as never, record.facts);
    inert(json);
    expect((JSON.parse(json) as { steps: { answer: unknown }[] }).steps[0]?.answer).toEqual(
      JSON.parse(JSON.stringify(walk.steps[0]?.answer)),
    );
  },
  0.7,
);

fuzz(
  "one line is one line, and no longer than it may be",
  "texts",
  fc.tuple(hostile, fc.integer({ min: 1, max: 400 })),
  ([text, max]) => {
    const line = visible(text, max);
    expect(line).not.toMatch(acting);
    expect(line).not.toMatch(/[\n\r\t]/);
    expect([...line].length).toBeLessThanOrEqual(max);
    const json = JSON.stringify({ text });
    expect(JSON.parse(spellOut(json))).toEqual({ text });
    inert(spellOut(json));
  },
);

fuzz(
  "an event and a log line are one line of JSON that says what was meant",
  "terminal",
  foreign,
  async (texts) => {
    const record = hostileRecord(texts);
    const sent: string[] = [];
    const put = createEventsOut({
      busName: "bus",
      source: "cairn",
      eventbridge: {
        send: async (command: { input: { Entries: { Detail: string }[] } }) => {
          sent.push(command.input.Entries[0]?.Detail ?? "");
          return { Entries: [{ EventId: "e" }] };
        },
      } as never,
    });
    const { body } = record.entry("alarm.transition");
    await put({ type: "incident.opened", detail: { title: record.take(), body }, at: record.at, id: "k" });
    inert(sent[0] ?? "");
    expect(JSON.parse(sent[0] ?? "")).toMatchObject({ body: JSON.parse(JSON.stringify(body)), eventId: "k" });

    const written: string[] = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    });
    const log = createLog({ destination });
    log.info({ why: record.take(), inner: { name: record.take() }, list: [record.take()] }, "constant");
    log.error({ err: new Error(record.take()) }, "constant");
    expect(written).toHaveLength(2);
    for (const line of written) {
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(line.slice(0, -1)).not.toMatch(acting);
      expect((JSON.parse(line) as { msg: string }).msg).toBe("constant");
    }
  },
  0.3,
);
