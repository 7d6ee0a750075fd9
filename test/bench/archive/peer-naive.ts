import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { hour, questions, rowsOf } from "./questions.ts";

// peer-naive.ts QUESTION LIST [hour]: what one writes first: inflate, parse, filter, in one thread.
const [id, list = "", window] = process.argv.slice(2);
const question = questions.find((each) => each.id === id);
if (question === undefined) throw new Error(`There is no question ${id}.`);
const matches: string[][] = [];
for (const file of readFileSync(list, "utf8").split("\n")) {
  for (const record of JSON.parse(gunzipSync(readFileSync(file)).toString()).Records) {
    if (window === "hour" && !(record.eventTime >= hour.from && record.eventTime <= hour.to)) continue;
    const match = question.naive(record);
    if (match !== undefined) matches.push(match);
  }
}
process.stdout.write(JSON.stringify(rowsOf(matches, question)));
