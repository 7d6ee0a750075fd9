import { describe, expect, test } from "vitest";
import { bindQuery } from "../domain/query/bind.ts";
import { literalFill } from "../domain/query/fill.ts";
import { parseQueryFile } from "../domain/query/parse-query.ts";
import { needlesOf } from "./needles.ts";

const needles = (where: string) =>
  needlesOf(bindQuery(parseQueryFile(`where: ${where}`, "q.yml"), literalFill).where);
const texts = (where: string) =>
  needles(where).flatMap((needle) => ("texts" in needle ? [needle.texts] : []));
const keyed = (where: string) => needles(where).flatMap((needle) => ("key" in needle ? [needle] : []));

describe("texts that every match must show", () => {
  test.each<[string, string, string[][]]>([
    ["a value", "{ eventName: DeleteTrail }", [["DeleteTrail"]]],
    ["the text beside a wildcard", "{ errorCode: AccessDenied* }", [["AccessDenied"]]],
    [
      "any of some",
      "{ errorCode: [AccessDenied*, '*UnauthorizedOperation'] }",
      [["AccessDenied", "UnauthorizedOperation"]],
    ],
    ["a name behind which there are several fields", "{ principal: '*role/ops' }", [["role/ops"]]],
    [
      "each of several conditions",
      "{ eventName: PutKey, userIdentity.userName: alice }",
      [["PutKey"], ["alice"]],
    ],
    [
      "one of alternatives, when each has one",
      "{ any: [{ eventName: PutKey }, { key: AKIAIOSFODNN7EXAMPLE }] }",
      [["PutKey", "AKIAIOSFODNN7EXAMPLE"]],
    ],
    ["what is contained", "{ requestParameters: { contains: secret-bucket } }", [["secret-bucket"]]],
    [
      "an event's name without the version that some services append",
      "{ eventName: UpdateFunctionCode20150331v2 }",
      [["UpdateFunctionCode"]],
    ],
    [
      "the longest part without characters that JSON may escape",
      "{ userAgent: 'a \"quoted\" agent=longest/1.0' }",
      [["longest/1.0"]],
    ],
  ])("%s", (_what, where, expected) => {
    expect(texts(where)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["a number, which JSON writes in many ways", "{ requestParameters.maxResults: 100 }"],
    ["a text that is a number", "{ requestParameters.maxResults: '1000' }"],
    ["a text that a boolean may be", "{ requestParameters.force: '*rue' }"],
    ["what must not be", "{ eventName: { not: GetUser } }"],
    ["what none may be", "{ none: [{ eventName: GetUser }] }"],
    ["an alternative without a text", "{ any: [{ eventName: PutKey }, { readOnly: false }] }"],
    ["a root user, whom no record calls root", "{ person: root }"],
    ["the same behind a wildcard", "{ person: ro* }"],
    [
      "JSON inside a text, which has escapes of its own",
      "{ decode(requestParameters.policyDocument).Statement.Action: 's3:GetObject' }",
    ],
    ["letters beyond ASCII", "{ userAgent: übü }"],
    ["a wildcard alone", "{ eventName: '*' }"],
  ])("none for %s", (_what, where) => {
    expect(texts(where)).toEqual([]);
  });
});

describe("keys whose value must pass", () => {
  test("all that is asked of one field is asked at once", () => {
    const [needle] = keyed(
      "{ sourceIPAddress: { notInCidr: 10.0.0.0/8, not: '*.amazonaws.com' }, eventName: { not: x } }",
    );
    expect(needle?.key).toBe("sourceIPAddress");
    expect(["10.1.2.3", "ec2.amazonaws.com", "203.0.113.7"].map((value) => needle?.passes(value))).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("a name stands for the key behind it", () => {
    expect(keyed("{ ip: { inCidr: 10.0.0.0/8 }, call: Get*, key: AKIA* }").map(({ key }) => key)).toEqual([
      "sourceIPAddress",
      "eventName",
      "accessKeyId",
    ]);
  });

  test.each([
    ["what holds of an absent field too", "{ none: [{ errorCode: x }] }"],
    ["absence", "{ errorCode: { exists: false } }"],
    ["an alternative elsewhere", "{ any: [{ errorCode: x }, { requestParameters.a: y }] }"],
    ["a name that is computed from several fields", "{ principal: { not: x } }"],
    ["a field that may be a list", "{ requestParameters.a: { not: x } }"],
  ])("none for %s", (_what, where) => {
    expect(keyed(where)).toEqual([]);
  });
});
