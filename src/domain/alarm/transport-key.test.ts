import { expect, test } from "vitest";
import { transportKey } from "./transport-key.ts";

const event = { "detail-type": "CloudWatch Alarm State Change", id: "6f1d3c52-90ab-4e17" };
const envelope = { Type: "Notification", TopicArn: "arn:aws:sns:x", MessageId: "3c8a5e21-7f46", Message: "" };

test("the same event has the same key, whatever brings it", () => {
  expect(transportKey(JSON.stringify(event), "sqs:1")).toBe("eb:6f1d3c52-90ab-4e17");
  expect(transportKey(JSON.stringify(envelope), "sqs:1")).toBe("sns:3c8a5e21-7f46");
});

test.each([
  ["not json", "not json"],
  ["an unknown body", '{"id":"6f1d3c52-90ab-4e17"}'],
  ["an id that is no id", JSON.stringify({ ...event, id: "x\ny" })],
  ["an id without end", JSON.stringify({ ...event, id: "x".repeat(200) })],
  ["an id that is a number", JSON.stringify({ ...event, id: 12345678 })],
])("%s is known by its delivery", (_, body) => {
  expect(transportKey(body, "sqs:1")).toBe("sqs:1");
});
