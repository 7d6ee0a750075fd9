import { expect, test } from "vitest";
import { bindQuery } from "./bind.ts";
import { completenessOf } from "./completeness.ts";
import { createEvaluation } from "./evaluate.ts";
import { literalFill } from "./fill.ts";
import { askFollowing } from "./follow.ts";
import { parseQueryFile } from "./parse-query.ts";
import type { Answer, Query } from "./query.ts";
import { queryYaml } from "./query-yaml.ts";

const window = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-20T03:00:00Z") };
const chain = (depth: number): Query =>
  bindQuery(
    parseQueryFile(
      `
where: { userIdentity.accessKeyId: A1, eventName: AssumeRole* }
show: [requestParameters.roleArn, responseElements.credentials.accessKeyId]
follow: { from: [responseElements.credentials.accessKeyId], into: userIdentity.accessKeyId, depth: ${depth} }
`,
      "q.yml",
    ),
    literalFill,
  );

const assume = (key: string, roleArn: string, made: string) => ({
  eventTime: "2026-11-20T01:00:00Z",
  eventID: `${key}-${made}`,
  eventName: "AssumeRole",
  userIdentity: { accessKeyId: key },
  requestParameters: { roleArn },
  responseElements: { credentials: { accessKeyId: made } },
});

async function follow(records: object[], depth = 5): Promise<Answer & { asked: number }> {
  let asked = 0;
  const answer = await askFollowing(chain(depth), async (query) => {
    asked += 1;
    expect(query.follow).toBeUndefined();
    const evaluation = createEvaluation(query, window);
    for (const record of records) evaluation.add(record);
    const result = evaluation.result();
    const reach = { engine: "archive" as const, accounts: [], regions: [], window, pagesRead: 1 };
    return { ...result, completeness: completenessOf({ ...reach, evaluation: result, now: window.to }) };
  });
  return { ...answer, asked };
}

const roles = (answer: Answer) => answer.rows.map((row) => `${row.hop} ${row["requestParameters.roleArn"]}`);

test("a chain is walked to its end, hop by hop", async () => {
  const answer = await follow([assume("A3", "r3", "A4"), assume("A1", "r1", "A2"), assume("A2", "r2", "A3")]);
  expect(roles(answer)).toEqual(["1 r1", "2 r2", "3 r3"]);
  expect(answer.asked).toBe(4);
  expect(answer.columns[0]).toBe("hop");
  expect(answer.completeness).toMatchObject({ pagesRead: 4, matched: 3, notes: ["Asked in 4 rounds."] });
});

test("its calls over time are those of all hops", async () => {
  const answer = await follow([assume("A1", "r1", "A2"), assume("A2", "r2", "A3")]);
  expect(answer.shape?.ok.reduce((sum, count) => sum + count, 0)).toBe(2);
});

test("a circle ends", async () => {
  const answer = await follow([assume("A1", "r1", "A2"), assume("A2", "r2", "A1")]);
  expect(roles(answer)).toEqual(["1 r1", "2 r2"]);
  expect(answer.asked).toBe(2);
});

test("the depth is kept, and what was not asked about is said", async () => {
  const answer = await follow([assume("A1", "r1", "A2"), assume("A2", "r2", "A3")], 2);
  expect(roles(answer)).toEqual(["1 r1", "2 r2"]);
  expect(answer.completeness.notes).toContain("1 further names were found and not asked about.");
});

test("several names found at once are asked about at once", async () => {
  const answer = await follow([assume("A1", "r1", "A2"), assume("A1", "r2", "A3"), assume("A3", "r3", "A9")]);
  expect(roles(answer)).toEqual(["1 r1", "1 r2", "2 r3"]);
  expect(answer.asked).toBe(3);
});

test("a query that follows nothing is asked as it is", async () => {
  const { follow: _, ...plain } = chain(1);
  const answer = { columns: [], rows: [], rowsBeforeLimit: 0 } as unknown as Answer;
  expect(await askFollowing(plain, async (query) => ({ ...answer, query }) as Answer)).toMatchObject({
    query: plain,
  });
});

test("what it asks comes back the same from its own YAML", () => {
  expect(bindQuery(parseQueryFile(queryYaml(chain(3)), "q.yml"), literalFill)).toEqual(chain(3));
});

test.each([
  ["follow: { from: [x], into: eventName, depth: 2 }\nwhere: { eventName: A }", 'There is no column "x"'],
  ["follow: { from: [eventName], into: eventName, depth: 2 }", "does not stand at the top of where"],
  ["follow: { from: [eventName], into: eventName, depth: 9 }\nwhere: { eventName: A }", "depth"],
])("%s is refused", (yaml, words) => {
  expect(() => parseQueryFile(yaml, "q.yml")).toThrow(words);
});
