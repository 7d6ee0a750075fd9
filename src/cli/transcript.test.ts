import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { wholeRecord } from "../../test/fixtures/transcript/whole-record.ts";
import { InputError } from "../domain/errors.ts";
import { renderTranscript } from "../domain/transcript/transcript.ts";
import { runTranscriptCommand } from "./transcript.ts";

const folder = mkdtempSync(join(tmpdir(), "cairn-transcript-"));
const written = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

async function run(...argv: string[]): Promise<{ code: number; said: string }> {
  let said = "";
  const code = await runTranscriptCommand(argv, { stdout: (text) => (said += text), stderr: () => {} });
  return { code, said };
}

const json = written("sound.json", renderTranscript(wholeRecord, "json"));

test("an export is verified without a database: 0 when it holds, 1 and the reason when it does not", async () => {
  const sound = await run("verify", json);
  expect(sound.code).toBe(0);
  expect(sound.said).toContain("holds: INC-42, 16 entries, 3 questions, 4 messages.");
  const forged = written(
    "forged.json",
    renderTranscript(wholeRecord, "json").replace("Rotated the key at 02:49.", "Did nothing."),
  );
  const broken = await run("verify", forged);
  expect(broken.code).toBe(1);
  expect(broken.said).toContain("does not hold");
});

test("a page, a Markdown file and both CSVs are held against the record they were made from", async () => {
  for (const format of ["md", "html", "csv", "rows"] as const) {
    const text = renderTranscript(wholeRecord, format, { zone: "Europe/Berlin" });
    const file = written(`made.${format}`, text);
    expect((await run("verify", file, "--record", json, "--zone", "Europe/Berlin")).code).toBe(0);
    const changed = written(`changed.${format}`, text.replace("203.0.113.7", "203.0.113.8"));
    expect((await run("verify", changed, "--record", json, "--zone", "Europe/Berlin")).code).toBe(1);
  }
});

test("without a zone the one of cairn.yml is tried too, and a wrong one there is told", async () => {
  const settings = (text: string) => {
    process.env.CAIRN_CONFIG = written("cairn.yml", text);
  };
  const file = written("local.md", renderTranscript(wholeRecord, "md", { zone: "Europe/Berlin" }));
  const utc = written("utc.md", renderTranscript(wholeRecord, "md"));
  try {
    expect((await run("verify", file, "--record", json)).said).toContain("with the times of UTC, or");
    // Whatever else is wrong with it, or not there yet.
    settings("zone: Europe/Berlin\nslack: {}\n");
    expect((await run("verify", file, "--record", json)).code).toBe(0);
    expect((await run("verify", utc, "--record", json)).code).toBe(0);
    expect((await run("verify", file, "--record", json, "--zone", "UTC")).code).toBe(1);
    settings("zone: Europe/Atlantis\n");
    await expect(run("verify", file, "--record", json)).rejects.toThrow(
      /cairn\.yml:1: zone: must be a time zone/,
    );
  } finally {
    delete process.env.CAIRN_CONFIG;
  }
});

test("what a forged file says does not act on the terminal", async () => {
  const { record, ...rest } = JSON.parse(renderTranscript(wholeRecord, "json"));
  record.runs[0].title = "\u001b[2Jnothing to see";
  record.runs[0].rows.pop();
  const { said } = await run("verify", written("acting.json", JSON.stringify({ ...rest, record })));
  expect(said).toContain("\\u001b[2J");
  expect(said).not.toContain("\u001b");
});

test.each([
  [["verify"], /INC-42/],
  [["INC-42", "--format", "pdf"], /there is md, json, html, csv, rows/],
  [["verify", join(folder, "none.json")], /cannot be read/],
  [["verify", json, "--zone", "Nowhere/There", "--record", json], /no time zone/],
])("%j says what is wrong", async (argv, message) => {
  await expect(run(...(argv as string[]))).rejects.toThrow(message as RegExp);
  await expect(run(...(argv as string[]))).rejects.toThrow(InputError);
});
