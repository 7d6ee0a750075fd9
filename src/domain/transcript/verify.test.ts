import { describe, expect, test } from "vitest";
import { chained, wholeRecord } from "../../../test/fixtures/transcript/whole-record.ts";
import type { TranscriptRecord } from "./document.ts";
import { recordHash } from "./integrity.ts";
import { renderTranscript } from "./transcript.ts";
import { verifyTranscript } from "./verify.ts";

const whole = renderTranscript(wholeRecord, "json");

interface Export {
  format: string;
  version: number;
  sha256: string;
  record: TranscriptRecord;
}

/** The export after somebody changed it; a careful one puts the hash over all of it right again. */
function forged(change: (file: Export) => void, { careful = true } = {}): string[] {
  const file = JSON.parse(whole) as Export;
  change(file);
  if (careful) file.sha256 = recordHash(file.record);
  return verifyTranscript(JSON.stringify(file)).faults;
}

/** The same as it was kept before there was a chain of messages. */
const unchained = (): typeof wholeRecord => ({
  ...wholeRecord,
  timeline: chained(
    wholeRecord.incident.id,
    wholeRecord.timeline.map(({ at, actor, action, body }) => [at, actor, action, body]),
  ),
  messages: (wholeRecord.messages ?? []).map(({ link: _, ...version }) => version),
  threadHead: undefined,
});

const entry = (file: Export, seq: number) => {
  const found = file.record.timeline.find((each) => each.seq === seq);
  if (!found) throw new Error(`no entry ${seq}`);
  return found;
};

const versions = (file: Export, message: number) => {
  const found = file.record.messages[message];
  if (!found) throw new Error(`no message ${message}`);
  return found.versions;
};

test("an export that nobody touched holds, and says what it is of", () => {
  const { faults, record, sha256 } = verifyTranscript(whole);
  expect(faults).toEqual([]);
  expect(record?.incident.name).toBe("INC-42");
  expect(whole).toContain(`"sha256": "${sha256}"`);
});

test("an export that was formatted anew or has its keys in another order still holds", () => {
  const { record, ...rest } = JSON.parse(whole) as Export;
  const turned = { record: Object.fromEntries(Object.entries(record).reverse()), ...rest };
  expect(verifyTranscript(JSON.stringify(turned)).faults).toEqual([]);
});

describe("what was changed is told, and where", () => {
  test("anything, by the hash over all of it", () => {
    const [fault, ...others] = forged((file) => (file.record.incident.title = "Nothing"), { careful: false });
    expect(fault).toMatch(/^sha256: the record has changed/);
    expect(others).toEqual([]);
  });

  test.each<[string, (file: Export) => void, RegExp]>([
    [
      "what an entry says",
      (file) => (entry(file, 7).body.text = "Nothing."),
      /^Entry 7 \(note.add, .*was changed/,
    ],
    ["who did it", (file) => (entry(file, 3).actor = { kind: "system" }), /^Entry 3 .*was changed/],
    ["when it was", (file) => (entry(file, 3).at = "2026-11-14T02:41:30.000Z"), /^Entry 3 .*was changed/],
    ["an entry that was left out", (file) => file.record.timeline.splice(4, 1), /^Entry 5 is missing/],
    [
      "the sentence alone",
      (file) => (entry(file, 3).text = "slept."),
      /^Entry 3: its text is not what its body says/,
    ],
    [
      "a row of an answer",
      (file) => (file.record.runs[0]!.rows[0]!.sourceIPAddress = "192.0.2.99"),
      /^The rows of “Who uses this key, and from where\?” \(run-who\) were changed/,
    ],
    ["a row less", (file) => file.record.runs[0]!.rows.pop(), /^The rows of/],
  ])("%s, even when the hash over all of it was put right", (_, change, told) => {
    const faults = forged(change);
    expect(faults.some((fault) => told.test(fault))).toBe(true);
  });

  test.each<[string, (file: Export) => void, RegExp]>([
    [
      "what a message said",
      (file) => (versions(file, 1)[1]!.text = "It is the VPN."),
      /^Message version \d .*was changed/,
    ],
    [
      "that it was edited",
      (file) => versions(file, 1).pop(),
      /^Entry \d+ tells of 5 versions of messages; 4 are here/,
    ],
    [
      "a message that was left out",
      (file) => file.record.messages.splice(3, 1),
      /^Message version \d is missing/,
    ],
    [
      "a message from before the chain",
      (file) => (versions(file, 0)[0]!.text = "Nothing."),
      /^Message version 1 .*from before the chain/,
    ],
    [
      "a message that was put in",
      (file) => file.record.messages.push({ ...file.record.messages[0]!, ts: "1794624700.000100" }),
      /^Message version 1 .*from before the chain/,
    ],
    [
      "where the messages stood by an entry",
      (file) => delete entry(file, 9).thread,
      /^Entry 9 .*was changed/,
    ],
    ["that there is a chain of messages", (file) => file.record.messages.splice(0), /^Entry \d+ tells of/],
  ])("%s, even when the hash over all of it was put right", (_, change, told) => {
    const faults = forged(change);
    expect(faults.filter((fault) => told.test(fault))).not.toEqual([]);
  });

  test("two changed entries are two faults, and what follows them holds", () => {
    const faults = forged((file) => {
      for (const seq of [3, 9]) entry(file, seq).body = { other: true };
    });
    expect(faults.filter((fault) => /was changed/.test(fault))).toHaveLength(2);
  });

  test("that it is of another version, or no transcript", () => {
    expect(forged((file) => (file.version = 3))).toEqual([expect.stringMatching(/^version: /)]);
    expect(forged((file) => Object.assign(entry(file, 2), { hash: 1 }))).toEqual([
      expect.stringMatching(/^record\.timeline\[1\]\.hash: /),
    ]);
    expect(verifyTranscript("# INC-42").faults).toEqual([expect.stringMatching(/no JSON/)]);
  });
});

test("an export from before messages were chained is verified as it was, and what only its hash covers is said", () => {
  const file = JSON.parse(renderTranscript(unchained(), "json")) as Export;
  file.version = 1;
  const { faults, remarks } = verifyTranscript(JSON.stringify(file));
  expect(faults).toEqual([]);
  expect(remarks).toEqual([
    "6 versions of messages: kept before there was a chain of them; only the hash of the record covers them.",
  ]);
  expect(verifyTranscript(whole).remarks).toEqual([
    "1 version of a message: kept before there was a chain of them, which begins with it.",
  ]);
});

test("messages that no entry holds fast yet are counted, because nobody could tell that they were left out", () => {
  const timeline = unchained().timeline;
  const { faults, remarks } = verifyTranscript(renderTranscript({ ...wholeRecord, timeline }, "json"));
  expect(faults).toEqual([]);
  expect(remarks[0]).toMatch(/^5 of 5 versions of messages came after the last entry/);
});
