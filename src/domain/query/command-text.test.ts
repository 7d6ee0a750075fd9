import { expect, test } from "vitest";
import { bindQuery } from "./bind.ts";
import { commandText } from "./command-text.ts";
import { literalFill } from "./fill.ts";
import { queryForm } from "./form.ts";

const remarksOf = (form: object) =>
  commandText({ command: "aws", checkedHere: ["x = 1"] }, bindQuery(queryForm.parse(form), literalFill))
    .remarks;

test("what jq picks out is not said to be left", () => {
  expect(remarksOf({ where: { userAgent: "x" } })).toEqual([
    "They need jq, which picks out the events asked for; only events told twice are left in.",
    "Calls of AWS services are counted here and not shown: jq leaves them out.",
  ]);
});

test("what jq cannot say is said to be checked here", () => {
  const [remark] = remarksOf({ where: { userAgent: "x", ip: { notInCidr: "192.0.2.0/24" } } });
  expect(remark).toContain("fewer events count than these commands give: ip not in 192.0.2.0/24.");
});

test("of an access log the commands give lines, and all is checked here", () => {
  expect(remarksOf({ from: "access-log", where: { status: 403 } })[0]).toContain(
    "these commands give: x = 1.",
  );
});
