import { expect, test } from "vitest";
import type { FieldTest } from "../../domain/query/query.ts";
import { keyInMessage, textsInMessage } from "./json-text.ts";

const equals = (...texts: string[]): FieldTest => ({
  op: "equals",
  values: texts.map((text) => ({ type: "text", text, openStart: false, openEnd: false })),
});

test.each<[string, string, FieldTest, string[] | undefined]>([
  ["a text stands in the message as it is", "requestParameters.userName", equals("lead"), ["lead"]],
  [
    "a name stands there with or without its version",
    "eventName",
    equals("CreateFunction20150331"),
    ["CreateFunction"],
  ],
  ["a number may be written as 5, 5.0 or 5e0", "requestParameters.maxResults", equals("5.0"), undefined],
  [
    "digits of a field that is always a text are certain",
    "userIdentity.accountId",
    equals("111122223333"),
    ["111122223333"],
  ],
  ["what an encoder may escape is not certain", "userAgent", equals("ü"), undefined],
  ["nor is one letter, which a message always has", "userAgent", equals("a"), undefined],
  ["one value that is not certain leaves them all open", "userAgent", equals("curl", "ü"), undefined],
  [
    "JSON within a text is escaped once more",
    "decode(requestParameters.policyDocument).Version",
    equals("2012"),
    undefined,
  ],
  ["a person called root is Root in the record", "person", equals("root"), undefined],
])("%s", (_, path, asked, texts) => {
  expect(textsInMessage(path, asked)).toEqual(texts);
});

test("of a path only its last name is certain to stand there", () => {
  expect(keyInMessage("requestParameters.items[0].groupId")).toBe("groupId");
  expect(keyInMessage("resources[0]")).toBe("resources");
  expect(keyInMessage("requestParameters.a/b")).toBeUndefined();
});
