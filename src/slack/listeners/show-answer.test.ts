import { expect, test } from "vitest";
import { incident, run } from "../../../test/fixtures/slack/record.ts";
import { ForbiddenError, NotFoundError } from "../../domain/errors.ts";
import type { Actor, Role } from "../../domain/responder.ts";
import type { Run } from "../../domain/run/run.ts";
import type { MessageView } from "../views/message.ts";
import type { Desk, Wish } from "./desk.ts";
import { showCommand, showRows } from "./show-answer.ts";

const plan = (command: string): Run["plan"] => ({
  engine: "event-history",
  pushedDown: [],
  checkedHere: [],
  estimate: {},
  command,
});
const finding = { stepId: "who", level: "note" as const, say: [{ author: "One." }], eventIds: ["event-a"] };

function scene(changes: Partial<Run>, ...roles: Role[]) {
  const told: MessageView[] = [];
  const files: string[] = [];
  const one = run(changes);
  const desk = {
    reads: {
      run: async (id: string) => (id === one.id ? one : undefined),
      incident: async () => incident(),
      rows: async () => ({ columns: ["ip"], rows: [{ ip: "192.0.2.1" }] }),
    },
    flows: { sayCommand: async ({ runId }: { runId: string }) => void files.push(runId) },
  } as unknown as Desk;
  const actor = { kind: "responder", id: "U0MEMBER", name: "member", roles } as Extract<
    Actor,
    { kind: "responder" }
  >;
  const wish: Wish = {
    actor,
    channel: "C0INCIDENTS",
    open: async () => {},
    tell: async (message) => void told.push(message),
  };
  return { desk, wish, told, files, ref: { runId: one.id, value: "0" } };
}

test("command lines are told to whoever pressed, and leave no message for the others", async () => {
  const { desk, wish, told, files, ref } = scene({ plan: plan("aws cloudtrail lookup-events") }, "member");
  await showCommand(desk, wish, ref);
  expect(JSON.stringify(told)).toContain("aws cloudtrail lookup-events");
  expect(files).toEqual([]);
});

test("command lines that are too long come as a file, whole", async () => {
  const { desk, wish, told, files, ref } = scene({ plan: plan("x".repeat(7_000)) }, "responder");
  await showCommand(desk, wish, ref);
  expect(files).toEqual([ref.runId]);
  expect(JSON.stringify(told)).toContain("as a file");
});

test("the rows behind a finding are told with the ids of their records", async () => {
  const { desk, wish, told, ref } = scene({ findings: [finding] }, "member");
  await showRows(desk, wish, ref);
  expect(JSON.stringify(told)).toContain("192.0.2.1");
  expect(JSON.stringify(told)).toContain("event-a");
});

test("guests see neither, and a finding that is gone is said to be", async () => {
  const { desk, wish, ref } = scene({ findings: [finding], plan: plan("aws") });
  await expect(showCommand(desk, wish, ref)).rejects.toThrow(ForbiddenError);
  await expect(showRows(desk, wish, ref)).rejects.toThrow(ForbiddenError);
  const gone = scene({ findings: [] }, "member");
  await expect(showRows(gone.desk, gone.wish, gone.ref)).rejects.toThrow(NotFoundError);
});
