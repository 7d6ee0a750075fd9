import type { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { expect, test, vi } from "vitest";
import { createEventsOut } from "./events-out.ts";

const opened = {
  type: "incident.opened",
  detail: { incident: "INC-42", severity: "P2" },
  at: new Date("2026-05-04T08:00:00Z"),
  id: "outbox-7",
};

function bus(answer: object | Error) {
  const send = vi.fn(async (_command: PutEventsCommand) => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return {
    send,
    put: createEventsOut({ eventbridge: { send: send as never }, busName: "incidents", source: "cairn" }),
  };
}

test("an event goes out with its time, its type and an id that stays the same when it is put twice", async () => {
  const { put, send } = bus({ FailedEntryCount: 0, Entries: [{ EventId: "e-1" }] });
  await put(opened);
  expect(send.mock.calls[0]![0].input).toEqual({
    Entries: [
      {
        EventBusName: "incidents",
        Source: "cairn",
        DetailType: "incident.opened",
        Detail: '{"incident":"INC-42","severity":"P2","eventId":"outbox-7"}',
        Time: opened.at,
      },
    ],
  });
});

test("a refused entry, which comes with HTTP 200, is a final error", async () => {
  const { put } = bus({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." }],
  });
  await expect(put(opened)).rejects.toMatchObject({
    retryable: false,
    message: expect.stringContaining("MalformedDetail, Detail is malformed."),
  });
});

test("an entry that AWS could not take now may be put again", async () => {
  for (const ErrorCode of ["InternalFailure", "ThrottlingException"]) {
    await expect(bus({ FailedEntryCount: 1, Entries: [{ ErrorCode }] }).put(opened)).rejects.toMatchObject({
      retryable: true,
    });
  }
  await expect(bus({ FailedEntryCount: 0, Entries: [] }).put(opened)).rejects.toMatchObject({
    retryable: true,
  });
});

test("a missing bus and a denied put say what to do", async () => {
  const missing = bus(Object.assign(new Error("gone"), { name: "ResourceNotFoundException" }));
  await expect(missing.put(opened)).rejects.toThrow("There is no event bus incidents. Create it");
  const denied = bus(Object.assign(new Error("no"), { name: "AccessDeniedException" }));
  await expect(denied.put(opened)).rejects.toThrow(
    '{"Effect":"Allow","Action":"events:PutEvents","Resource":"arn:aws:events:*:*:event-bus/incidents"}',
  );
});

test("an event beyond 1 MB is refused before it is sent", async () => {
  const { put, send } = bus({});
  await expect(put({ ...opened, detail: { text: "x".repeat(1_000_001) } })).rejects.toMatchObject({
    code: "event_too_large",
    retryable: false,
  });
  expect(send).not.toHaveBeenCalled();
});
