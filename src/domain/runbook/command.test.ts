import { expect, test } from "vitest";
import { plainText } from "../text/text.ts";
import { fillCommand, requireUnquotedValues } from "./command.ts";

const filled = (value: string | string[] | undefined): string =>
  plainText(fillCommand("aws iam get-user --user-name {{name}}", () => value));

test("a plain value stands as it is", () => {
  expect(filled("report-exporter")).toBe("aws iam get-user --user-name report-exporter");
});

test.each([
  ["$(curl example.com)", "'$(curl example.com)'"],
  ["a; rm -rf /", "'a; rm -rf /'"],
  ["it's", `'it'\\''s'`],
  ["a b", "'a b'"],
  ["~root", "'~root'"],
  ["*", "'*'"],
])("the shell reads %s as one word", (value, quoted) => {
  expect(filled(value)).toBe(`aws iam get-user --user-name ${quoted}`);
});

test.each(["a\nrm -rf /", "\u001b[2J", "x\u202ey", "--debug", "\u200bx"])(
  "a value that cannot be pasted safely is left out: %j",
  (value) => {
    expect(filled(value)).toBe("aws iam get-user --user-name '(look up by hand: name)'");
  },
);

test("a value that is not known leaves a remark, not a shorter command", () => {
  expect(filled(undefined)).toBe("aws iam get-user --user-name '(fill in: name)'");
});

test.each(['x "{{name}}"', "x '{{name}}'", "x `y`", "x $HOME", "x 'y", "x \\{{name}}"])(
  "the author may not write %s",
  (command) => {
    expect(() => requireUnquotedValues(command)).toThrow();
  },
);

test("quotes around the author's own words are fine", () => {
  expect(() =>
    requireUnquotedValues(`aws iam x --policy-document '{"a":"b"}' --name {{name}}`),
  ).not.toThrow();
});
