import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { hour, inOrder, questions } from "./questions.ts";

// peer-duckdb.ts QUESTION LIST [hour]: reads the files named in LIST, one a line, with a STRUCT made for the question.
const [id, list = "", window] = process.argv.slice(2);
const question = questions.find((each) => each.id === id);
if (question === undefined) throw new Error(`There is no question ${id}.`);
const files = readFileSync(list, "utf8")
  .split("\n")
  .map((file) => `'${file}'`);
const struct = question.struct.includes("eventTime")
  ? question.struct
  : `eventTime VARCHAR, ${question.struct}`;
const all = `SELECT unnest(Records) r FROM read_json([${files.join(",")}], columns = {Records: 'STRUCT(${struct})[]'}, maximum_object_size = 268435456)`;
const inHour = `SELECT r FROM (${all}) WHERE r.eventTime >= '${hour.from}' AND r.eventTime <= '${hour.to}'`;
const records = `(${window === "hour" ? inHour : all})`;
const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
const reader = await connection.runAndReadAll(question.sql.replace("FROM records", `FROM ${records}`));
const rows = reader.getRowsJson().map((row) => row.map(String));
process.stdout.write(JSON.stringify(inOrder(rows)));
