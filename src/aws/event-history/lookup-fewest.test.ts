import { expect, test } from "vitest";
import type { Attribute } from "./lookup-attribute.ts";
import { type LookupPage, startFewest } from "./lookup-fewest.ts";

const window = { from: new Date("2026-05-04T00:00:00Z"), to: new Date("2026-05-04T10:00:00Z") };
const key: Attribute = { AttributeKey: "AccessKeyId", AttributeValue: "AKIAIOSFODNN7EXAMPLE" };
const name: Attribute = { AttributeKey: "EventName", AttributeValue: "CreateUser" };
const other: Attribute = { AttributeKey: "EventName", AttributeValue: "DeleteUser" };
const source: Attribute = { AttributeKey: "EventSource", AttributeValue: "iam.amazonaws.com" };

/** A full page that reaches back so many hours, with more to come. */
const reachingBack = (hours: number): LookupPage => ({
  Events: [{ EventTime: new Date(window.to.getTime() - hours * 3_600_000) }],
  NextToken: "more",
});
const last: LookupPage = { Events: [] };

async function start(choices: Attribute[][], pages: Map<Attribute, LookupPage>) {
  const read: string[] = [];
  const started = await startFewest(choices, window, async (attribute) => {
    read.push(attribute.AttributeValue);
    return pages.get(attribute) ?? last;
  });
  return { read, chosen: started[0]?.attributes };
}

test("what is read to its end with the first page needs no comparison", async () => {
  expect(await start([[key], [name]], new Map())).toEqual({ read: [key.AttributeValue], chosen: [key] });
});

test("a busy key is left for a rare call, after one page of each", async () => {
  const pages = new Map([[key, reachingBack(0.1)]]);
  expect(await start([[key], [name]], pages)).toEqual({
    read: [key.AttributeValue, "CreateUser"],
    chosen: [name],
  });
});

test("a call that is as frequent does not replace a key", async () => {
  const pages = new Map([
    [key, reachingBack(1)],
    [name, reachingBack(0.5)],
  ]);
  expect((await start([[key], [name]], pages)).chosen).toEqual([key]);
});

test("several values are weighed together, and only where their pages cost little", async () => {
  const busy = new Map([
    [key, reachingBack(1)],
    [name, reachingBack(1.5)],
    [other, reachingBack(1.5)],
  ]);
  expect(await start([[key], [name, other]], busy)).toEqual({
    read: [key.AttributeValue, "CreateUser", "DeleteUser"],
    chosen: [key],
  });
  const nearlyDone = new Map([[key, reachingBack(3)]]);
  expect((await start([[key], [name, other]], nearlyDone)).read).toEqual([key.AttributeValue]);
});

test("a whole service is seldom rarer than a key: it is looked at only beside many pages", async () => {
  expect((await start([[key], [source]], new Map([[key, reachingBack(0.5)]]))).read).toHaveLength(1);
  expect((await start([[key], [source]], new Map([[key, reachingBack(0.1)]]))).read).toHaveLength(2);
});

test("an empty page with more to come says nothing, and the first choice goes on", async () => {
  expect(await start([[key], [name]], new Map([[key, { Events: [], NextToken: "more" }]]))).toEqual({
    read: [key.AttributeValue],
    chosen: [key],
  });
});
