import { expect, test } from "vitest";
import { fieldReader } from "../query/field-names.ts";

const read = (name: string, record: object) => fieldReader(name, "access-log")({ ...record });

test("a signed call is by the role behind its session, as in CloudTrail", () => {
  const subject = "arn:aws:sts::111122223333:assumed-role/reader/session-1";
  expect(read("principal", { subject, consumer: "c" })).toEqual(["arn:aws:iam::111122223333:role/reader"]);
  expect(read("actor", { subject, keyId: "k-1" })).toEqual([
    "arn:aws:iam::111122223333:role/reader",
    subject,
    "k-1",
  ]);
});

test("without a signature it is by the consumer, else by the key; nobody is nobody", () => {
  expect(read("principal", { consumer: "partner-feed", keyId: "k-1" })).toEqual(["partner-feed"]);
  expect(read("principal", { keyId: "k-1" })).toEqual(["k-1"]);
  expect(read("principal", {})).toEqual([]);
  expect(read("ip", {})).toEqual([]);
});

test("an endpoint is the route, or the path without its ids where no route is logged", () => {
  expect(read("endpoint", { route: "/orders/{orderId}", path: "/prod/orders/7" })).toEqual([
    "/orders/{orderId}",
  ]);
  expect(read("endpoint", { path: "/orders/7" })).toEqual(["/orders/{id}"]);
  expect(read("endpoint", {})).toEqual([]);
});
