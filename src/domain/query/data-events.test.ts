import { expect, test } from "vitest";
import { bindQuery } from "./bind.ts";
import { dataEventsAsked } from "./data-events.ts";
import { literalFill } from "./fill.ts";
import { queryForm } from "./form.ts";

const asked = (where: object) => dataEventsAsked(bindQuery(queryForm.parse({ where }), literalFill));

test.each<[object, string]>([
  [{ eventCategory: "Data" }, "Data events"],
  [{ eventCategory: ["Data", "NetworkActivity"] }, "Data or NetworkActivity events"],
  [{ managementEvent: false }, "events that are no management events"],
  [{ key: "AKIAIOSFODNN7EXAMPLE", eventName: "GetObject" }, "GetObject, recorded as data events only"],
  [
    { call: ["GetObject", "DeleteObjects"], eventSource: "s3.amazonaws.com" },
    "GetObject or DeleteObjects, recorded as data events only",
  ],
  [{ eventName: "Invoke", eventSource: "lambda.amazonaws.com" }, "Invoke, recorded as data events only"],
])("%j needs data events", (where, said) => {
  expect(asked(where)).toBe(said);
});

test.each<[object]>([
  [{ key: "AKIAIOSFODNN7EXAMPLE" }],
  [{ eventName: ["GetObject", "CreateBucket"] }],
  [{ eventName: "Get*" }],
  [{ eventName: "Invoke" }],
  [{ eventName: "GetObject", eventSource: "kms.amazonaws.com" }],
  [{ eventCategory: ["Data", "Management"] }],
  [{ any: [{ eventName: "GetObject" }, { eventName: "CreateUser" }] }],
  [{ none: [{ eventName: "GetObject" }] }],
])("%j may be answered by management events", (where) => {
  expect(asked(where)).toBeUndefined();
});
