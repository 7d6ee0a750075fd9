import { expect, test } from "vitest";
import { wholeRecord } from "../../../test/fixtures/transcript/whole-record.ts";
import { renderTranscript } from "./transcript.ts";

const said = "Partial: not all of it was read.";

test("a chart drawn in the page says when its answer is not whole", () => {
  const runs = wholeRecord.runs.map((run) => ({
    ...run,
    completeness: run.completeness && { ...run.completeness, truncated: "read back to 02:10" },
  }));
  const figure = (page: string) => /<figure>.*?<\/figure>/s.exec(page)?.[0];
  expect(figure(renderTranscript({ ...wholeRecord, runs }, "html"))).toContain(said);
  expect(figure(renderTranscript(wholeRecord, "html"))).not.toContain(said);
});
