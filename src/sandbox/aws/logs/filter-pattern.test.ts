import { describe, expect, test } from "vitest";
import { compileFilterPattern } from "./filter-pattern.ts";

const RECORD = {
  eventName: "RunInstances",
  eventSource: "ec2.amazonaws.com",
  errorCode: "Client.UnauthorizedOperation",
  sourceIPAddress: "203.0.113.7",
  status: 403,
  ratio: 45.6,
  empty: "",
  digits: "403",
  readOnly: false,
  mfa: true,
  nothing: null,
  user: { name: "report-exporter", "cost.centre": "12" },
  tags: ["blue", "green"],
  items: [{ id: "i-1", size: 2 }, { id: "i-2" }, "loose"],
  grid: [[1, 2], [3]],
};

function matches(pattern: string, message: unknown = RECORD): boolean {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  return compileFilterPattern(pattern)(text) !== undefined;
}

describe("JSON patterns", () => {
  test.each([
    ["a quoted text", '{ $.eventName = "RunInstances" }', true],
    ["an unquoted text is the same", "{ $.eventName = RunInstances }", true],
    ["a host name without quotes", "{$.eventSource=ec2.amazonaws.com}", true],
    ["case counts", '{ $.eventName = "runinstances" }', false],
    ["another text", '{ $.eventName = "StopInstances" }', false],
    ["not another text", '{ $.eventName != "StopInstances" }', true],
    ["an absent field equals nothing", '{ $.absent = "x" }', false],
    ["nor does it differ from anything", '{ $.absent != "x" }', false],
    ["differs or is not there", '{ ($.absent != "x") || ($.absent NOT EXISTS) }', true],
    ["an object is neither equal nor unequal", '{ ($.user = "*") || ($.user != "x") }', false],
    ["nor is a list", '{ ($.tags = "*") || ($.tags != "x") }', false],
    ["a null exists", "{ $.nothing NOT EXISTS }", false],
    ["a null is null", "{ $.nothing IS NULL }", true],
    ["an absent field is not null", "{ $.absent IS NULL }", false],
    ["an absent field does not exist", "{ $.absent NOT EXISTS }", true],
    ["an object exists", "{ $.user NOT EXISTS }", false],
    ["true is true", "{ $.mfa IS TRUE }", true],
    ["false is false", "{ $.readOnly IS FALSE }", true],
    ["false is not true", "{ $.readOnly IS TRUE }", false],
    ["a boolean is no text", '{ $.mfa = "true" }', false],
    ["a wildcard at the end", "{ $.eventName = Run* }", true],
    ["a wildcard at the start", '{ $.errorCode = "*UnauthorizedOperation" }', true],
    ["wildcards at both ends", "{ $.eventSource = *.amazonaws.* }", true],
    ["a lone star needs only a value", '{ $.empty = "*" }', true],
    ["a lone star needs a value", "{ $.absent = * }", false],
    ["a star inside is a star", '{ $.eventName = "Run*ces" }', false],
    ["not with a wildcard", "{ $.eventName != Run* }", false],
    ["a leading star looks at the first occurrence", '{ $.sourceIPAddress = "*.113.7" }', true],
    ["an address", '{ $.sourceIPAddress = "203.0.113.7" }', true],
    ["a number", "{ $.status = 403 }", true],
    ["a number written otherwise", "{ $.status = 4.03e2 }", true],
    ["a number is not the quoted number of another writing", '{ $.status = "403.0" }', false],
    ["a quoted number is compared as text", '{ $.status = "403" }', true],
    ["a wildcard reads a number's text", "{ $.status = 4* }", true],
    ["a number does not equal a text of digits", "{ $.digits = 403 }", false],
    ["a text differs from any number", "{ $.eventName != 403 }", true],
    [
      "an object, a list and a boolean do not",
      "{ $.user != 1 || $.tags != 1 || $.mfa != 1 || $.nothing != 1 }",
      false,
    ],
    ["greater", "{ $.status > 400 }", true],
    ["not greater", "{ $.status > 403 }", false],
    ["greater or equal", "{ $.status >= 403 }", true],
    ["less", "{ $.ratio < 45.7 }", true],
    ["less or equal", "{ $.ratio <= 45.5 }", false],
    ["a text of digits is not compared by size", "{ $.digits > 1 }", false],
    ["a regex anywhere in the text", "{ $.eventName = %Inst% }", true],
    ["a regex with anchors", "{ $.eventName = %^Inst% }", false],
    [
      "a regex with classes and counts",
      String.raw`{ $.sourceIPAddress = %^203\.0\.\d{1,3}\.[0-9]+$% }`,
      true,
    ],
    ["a regex that must not match", "{ $.eventName != %^Run|^Stop% }", false],
    ["a nested field", '{ $.user.name = "report-*" }', true],
    ["a name with a dot", "{ $.user.['cost.centre'] = 12* }", true],
    ["an element by its place", '{ $.tags[1] = "green" }', true],
    ["a place beyond the end", '{ $.tags[2] = "green" }', false],
    ["a place in something that is no list", '{ $.user[0] = "x" }', false],
    ["any element", '{ $.tags[*] = "blue" }', true],
    ["any element may differ", '{ $.tags[*] != "blue" }', true],
    ["a property of any element", '{ $.items[*].id = "i-2" }', true],
    ["a list in a list", "{ $.grid[1][0] = 3 }", true],
    ["any property", '{ $.user.* = "12" }', true],
    ["both", '{ $.status = 403 && $.eventName = "Stop*" }', false],
    ["either", '{ $.status = 500 || $.eventName = "Run*" }', true],
    ["and binds before or", "{ $.mfa IS TRUE || $.status = 1 && $.status = 2 }", true],
    ["parentheses bind first", "{ ($.mfa IS TRUE || $.status = 1) && $.status = 2 }", false],
    ["line breaks between the parts", "{\n  ( $.mfa IS TRUE )\n  &&\n  ( $.status > 1 )\n}", true],
  ])("%s", (_, pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  test("a leading star misses a later occurrence, as the service does", () => {
    const message = { ip: "11.11.11.11" };
    expect(matches('{ $.ip = "*11.11" }', message)).toBe(false);
    expect(matches('{ $.ip = "*.11.11.11" }', message)).toBe(true);
  });

  test("a number is compared with what was written, which JSON.parse forgets", () => {
    expect(matches('{ $.n = "45" }', '{"n":45.0}')).toBe(false);
    expect(matches('{ $.n = "45.0" }', '{"n":45.0}')).toBe(true);
    expect(matches('{ $.id = "12345678901234567890" }', '{"id":12345678901234567890}')).toBe(true);
    expect(matches('{ $.n = "7" }', '{"t":"say \\"7\\"","n":7}')).toBe(true);
  });

  test.each(["plain text", '"quoted"', "12", "{broken"])(
    "a message that is no JSON object never matches: %s",
    (text) => {
      expect(matches("{ $.a NOT EXISTS }", text)).toBe(false);
    },
  );

  test("names of Object.prototype are fields like others", () => {
    expect(matches("{ $.constructor NOT EXISTS }")).toBe(true);
    expect(matches("{ $.user.toString NOT EXISTS }")).toBe(true);
  });

  test("values of the fields asked for are extracted", () => {
    const found = compileFilterPattern("{ $.status > 400 && $.user.name = * }")(JSON.stringify(RECORD));
    expect(found).toEqual({ extracted: { "$.status": "403", "$.user.name": "report-exporter" } });
  });

  test.each([
    "{}",
    "{ $.a }",
    "{ $.a = }",
    "{ a = 1 }",
    "{ $ = 1 }",
    "{ $.a == 1 }",
    "{ $.a = 1 && }",
    "{ || $.a = 1 }",
    "{ ($.a = 1 }",
    "{ $.a = 1) }",
    "{ $.a = 1",
    "{ $.a = 1 } tail",
    '{ $.a > "1" }',
    "{ $.a > high }",
    "{ $.a IS NOT NULL }",
    "{ $.a EXISTS }",
    "{ $.a[*].b[*] = 1 }",
    "{ $.a[*] = 1 && $.b[*] = 1 && $.c[*] = 1 && $.d[*] = 1 }",
    "{ $.a = %x% && $.b = %y% && $.c = %z% }",
    "{ $.a = %(x)% }",
    "{ $.a = %x!% }",
    "{ $.a = %ü% }",
    "{ $.a = %[% }",
    "{ $.a = %% }",
  ])("%s is refused", (pattern) => {
    expect(() => compileFilterPattern(pattern)).toThrow(
      expect.objectContaining({
        code: "InvalidParameterException",
        message: expect.stringContaining("Invalid"),
      }),
    );
  });

  test("1024 characters are allowed, one more is not", () => {
    const pattern = (length: number) => `{ $.a = "${"x".repeat(length - 12)}" }`;
    expect(pattern(1024)).toHaveLength(1024);
    expect(() => compileFilterPattern(pattern(1024))).not.toThrow();
    expect(() => compileFilterPattern(pattern(1025))).toThrow(/1024/);
  });
});

describe("text patterns", () => {
  const line = "2026-11-20 ERROR [orders] Payment refused: code=402";
  test.each([
    ["one term", "ERROR", true],
    ["part of a word", "ERR", true],
    ["case counts", "error", false],
    ["all terms must occur", "ERROR Payment", true],
    ["one that does not", "ERROR Delivery", false],
    ["a phrase", '"Payment refused: code=402"', true],
    ["a phrase in another order", '"refused Payment"', false],
    ["an excluded term", "ERROR -Payment", false],
    ["an excluded term that is not there", "ERROR -Delivery", true],
    ["an excluded phrase", 'ERROR -"code=402"', false],
    ["either", "?WARN ?ERROR", true],
    ["neither", "?WARN ?INFO", false],
    ["either counts for nothing beside a plain term", "?WARN ERROR", true],
    ["a regex", "%code=4[0-9]{2}%", true],
    ["a regex that fails", "%^ERROR%", false],
    ["a blank means everything", '" "', true],
    ["an empty pattern means everything", "", true],
  ])("%s", (_, pattern, expected) => {
    expect(matches(pattern, line)).toBe(expected);
  });

  test.each(["code=402", "%a% %b% %c%", '"open'])("%s is refused", (pattern) => {
    expect(() => compileFilterPattern(pattern)).toThrow(/Invalid/);
  });
});

describe("space-delimited patterns", () => {
  const line = '198.51.100.9 - web [20/Nov/2026:12:00:00 +0000] "GET /orders HTTP/1.1" 403 1534';
  test.each([
    ["all columns", "[ip, id, user, at, request, status, bytes]", true],
    ["too few columns", "[ip, id, user]", false],
    ["an ellipsis for the rest", "[ip, ...]", true],
    ["an ellipsis in front", "[..., status = 403, bytes]", true],
    ["an ellipsis in the middle", "[ip = 198.51.*, ..., bytes > 1000]", true],
    ["a wildcard in a quoted column", "[..., request = *orders*, status, bytes]", true],
    ["either in one column", "[..., status = 401 || status = 403, bytes]", true],
    ["both in one column", "[..., status > 399 && status < 403, bytes]", false],
    ["and binds before or", "[..., status = 403 || status = 1 && status = 2, bytes]", true],
    ["unequal", "[..., status != 200, bytes]", true],
    ["a regex", "[..., request = %^GET%, status, bytes]", true],
    ["at least", "[..., bytes >= 1534]", true],
    ["less", "[..., bytes < 1534]", false],
    ["a text is not compared by size", "[ip > 1, ...]", false],
  ])("%s", (_, pattern, expected) => {
    expect(matches(pattern, line)).toBe(expected);
  });

  test("columns are extracted by name, or by number when they have none", () => {
    const found = compileFilterPattern("[ip, , user, ..., status, bytes]")(line);
    expect(found?.extracted).toEqual({
      $ip: "198.51.100.9",
      $2: "-",
      $user: "web",
      $status: "403",
      $bytes: "1534",
    });
  });

  test.each(["[a, b", "[..., a, ...]", "[a = 1 || b = 2]", "[a > b]", "[a == 1]"])(
    "%s is refused",
    (pattern) => {
      expect(() => compileFilterPattern(pattern)).toThrow(/Invalid/);
    },
  );
});
