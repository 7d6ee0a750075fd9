import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile, wholeRecord } from "../../../test/fixtures/transcript/whole-record.ts";
import { isFormula, readCsv } from "../../../test/fuzz/csv-reading.ts";
import { buildRecord } from "./build-record.ts";
import { documentForm } from "./document.ts";
import type { IncidentRecord } from "./incident-record.ts";
import { recordHash } from "./integrity.ts";
import { renderTranscript, transcriptFileName, transcriptFormats } from "./transcript.ts";

const zone = "Europe/Berlin";
const folder = new URL("../../../test/fixtures/transcript/", import.meta.url).pathname;

test.each(transcriptFormats)(
  "%s is what was looked at and found good; after a change: vitest -u, and look",
  async (format) => {
    // How a chart is drawn has tests of its own.
    const shown = renderTranscript(wholeRecord, format, { zone }).replaceAll(
      /<svg.*?<\/svg>/g,
      "<svg></svg>",
    );
    await expect(shown).toMatchFileSnapshot(`${folder}${transcriptFileName("INC-42", format)}`);
  },
);

const shuffled = (record: IncidentRecord): fc.Arbitrary<IncidentRecord> => {
  const all = <T>(values: readonly T[] = []) =>
    fc.shuffledSubarray([...values], { minLength: values.length });
  return fc
    .tuple(all(record.alarms), all(record.timeline), all(record.runs), all(record.messages))
    .map(([alarms, timeline, runs, messages]) => ({ ...record, alarms, timeline, runs, messages }));
};

test("the same record gives the same bytes in every format, whatever order it was read in", () => {
  const expected = transcriptFormats.map((format) => renderTranscript(wholeRecord, format, { zone }));
  fc.assert(
    fc.property(shuffled(wholeRecord), (record) => {
      expect(transcriptFormats.map((format) => renderTranscript(record, format, { zone }))).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test("one hash of the record is printed in all formats that a person reads, and the zone does not change it", () => {
  const hash = recordHash(buildRecord(wholeRecord));
  for (const format of ["md", "html", "csv", "json"] as const) {
    expect(renderTranscript(wholeRecord, format)).toContain(hash);
    expect(renderTranscript(wholeRecord, format, { zone })).toContain(hash);
  }
});

test("the JSON export is as its form says", () => {
  const json: unknown = JSON.parse(renderTranscript(wholeRecord, "json"));
  expect(documentForm.parse(json)).toEqual(json);
});

test("an answer whose shape helps has its chart drawn in the page", () => {
  expect(renderTranscript(wholeRecord, "html").match(/<figure><svg /g)).toHaveLength(1);
});

describe("what an intruder wrote stays words", () => {
  test("in HTML: no element, no attribute and no address of theirs", () => {
    const page = renderTranscript(wholeRecord, "html");
    expect(page).not.toMatch(/<script|<img|onerror=(?!alert\(2\)&gt;)/);
    expect([...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      "https://example.slack.com/archives/C0INCIDENTS/p1794624600000500?thread_ts=1794624069.000100&amp;cid=C0INCIDENTS",
    ]);
    expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/);
  });

  test.each([
    "javascript:alert(1)",
    "https://evil.example/archives/C0INCIDENTS/p1794624600000500",
    "https://evil.example/#.slack.com/archives/C0INCIDENTS/p1",
    'https://a.slack.com/archives/C0/p1"onclick="alert(1)',
  ])("in HTML: a message's address that is not the workspace's is no link: %s", (permalink) => {
    const timeline = wholeRecord.timeline.map((entry) =>
      entry.action === "message.pin" ? { ...entry, body: { ...entry.body, permalink } } : entry,
    );
    expect(renderTranscript({ ...wholeRecord, timeline }, "html")).not.toContain("<a ");
  });

  test("in CSV: no cell begins a formula", () => {
    for (const format of ["csv", "rows"] as const) {
      const csv = renderTranscript(wholeRecord, format, { zone });
      expect(csv).toContain("HYPERLINK");
      for (const separator of [",", ";", "\t", "|"])
        expect(readCsv(csv, separator).flat().filter(isFormula)).toEqual([]);
    }
  });

  test("in JSON: everything is there, and nothing turns a line around on a terminal", () => {
    const json = renderTranscript(wholeRecord, "json");
    expect(json).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(JSON.stringify(JSON.parse(json))).toContain(JSON.stringify(hostile.bidi).slice(1, -1));
  });
});

test("access key ids are shortened for readers, and whole in JSON, where the hashes need them", () => {
  for (const format of ["md", "html", "csv", "rows"] as const)
    expect(renderTranscript(wholeRecord, format)).not.toContain("AKIAIOSFODNN7EXAMPLE");
  expect(renderTranscript(wholeRecord, "json")).toContain("AKIAIOSFODNN7EXAMPLE");
});
