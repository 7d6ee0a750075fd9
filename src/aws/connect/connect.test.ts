import { beforeEach, expect, test } from "vitest";
import { CairnError } from "../../domain/errors.ts";
import { type ConnectMode, type ConnectStep, connectAccount } from "./connect.ts";

interface FakeAccount {
  queues: Map<string, Record<string, string>>;
  rules: Map<string, { State: string; EventPattern: string; targets: Map<string, object> }>;
  /** Names of the calls that changed something. */
  changes: string[];
  refuse?: Error;
}

const CHANGES = /^(Create|Set|Delete|Put|Remove)/;
const named = (name: string) => Object.assign(new Error(name), { name });

/** Queues and rules in memory, answering in the words of SQS and EventBridge. */
function send(account: FakeAccount) {
  return async (command: {
    constructor: { name: string };
    input: Record<string, never>;
  }): Promise<unknown> => {
    if (account.refuse) throw account.refuse;
    const call = command.constructor.name.replace("Command", "");
    if (CHANGES.test(call)) account.changes.push(call);
    // biome-ignore lint/suspicious/noExplicitAny: each command has its own input.
    return answer(account, call, command.input as any);
  };
}

// biome-ignore lint/suspicious/noExplicitAny: each command has its own input.
function answer({ queues, rules }: FakeAccount, call: string, input: any): unknown {
  const url = (name: string) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`;
  const queue = String(input.QueueName ?? input.QueueUrl?.split("/").at(-1));
  const rule = rules.get(input.Name ?? input.Rule);
  switch (call) {
    case "GetQueueUrl":
      if (!queues.has(queue)) throw named("QueueDoesNotExist");
      return { QueueUrl: url(queue) };
    case "GetQueueAttributes":
      return { Attributes: { ...queues.get(queue) } };
    case "CreateQueue":
    case "SetQueueAttributes":
      queues.set(queue, { ...queues.get(queue), ...input.Attributes });
      return {};
    case "DeleteQueue":
      queues.delete(queue);
      return {};
    case "DescribeRule":
      if (!rule) throw named("ResourceNotFoundException");
      return rule;
    case "PutRule":
      rules.set(input.Name, { targets: new Map(), ...rule, ...input });
      return {};
    case "DeleteRule":
      rules.delete(input.Name);
      return {};
    case "ListTargetsByRule":
      if (!rule) throw named("ResourceNotFoundException");
      return { Targets: [...rule.targets.values()] };
    case "PutTargets":
      for (const target of input.Targets) rule?.targets.set(target.Id, target);
      return { FailedEntryCount: 0, FailedEntries: [] };
    case "RemoveTargets":
      for (const id of input.Ids) rule?.targets.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    default:
      throw new Error(`${call} was not expected`);
  }
}

let account: FakeAccount;
beforeEach(() => {
  account = { queues: new Map(), rules: new Map(), changes: [] };
});

async function connect(mode: ConnectMode): Promise<ConnectStep[]> {
  const client = { send: send(account) as never };
  return connectAccount(
    { sqs: client, eventbridge: client, accountId: "111122223333" },
    { mode, region: "eu-west-1" },
  );
}
const actions = (steps: ConnectStep[]) => steps.map(({ resource, action }) => `${resource}: ${action}`);
const json = (text: string | undefined) => JSON.parse(text ?? "null");

test("without --apply nothing is made, and every part is named", async () => {
  expect(actions(await connect("show"))).toEqual([
    "queue cairn-alarms-dead: would create",
    "queue cairn-alarms: would create",
    "rule cairn-alarms: would create",
    "target cairn-alarms-queue: would create",
  ]);
  expect(account.changes).toEqual([]);
});

test("an empty account gets queues that only the rule may fill, and a rule that sends alarms whole", async () => {
  expect(actions(await connect("apply")).every((line) => line.endsWith(": created"))).toBe(true);

  const queue = account.queues.get("cairn-alarms");
  expect(json(queue?.RedrivePolicy).deadLetterTargetArn).toBe(
    "arn:aws:sqs:eu-west-1:111122223333:cairn-alarms-dead",
  );
  for (const name of ["cairn-alarms", "cairn-alarms-dead"]) {
    expect(json(account.queues.get(name)?.Policy)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "CairnAlarmsFromEventBridge",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: `arn:aws:sqs:eu-west-1:111122223333:${name}`,
          Condition: {
            ArnEquals: { "aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/cairn-alarms" },
          },
        },
      ],
    });
  }
  const rule = account.rules.get("cairn-alarms");
  expect(json(rule?.EventPattern)).toEqual({
    source: ["aws.cloudwatch"],
    "detail-type": ["CloudWatch Alarm State Change", "CloudWatch Alarm Contributor State Change"],
  });
  expect([...(rule?.targets.values() ?? [])]).toEqual([
    {
      Id: "cairn-alarms-queue",
      Arn: "arn:aws:sqs:eu-west-1:111122223333:cairn-alarms",
      DeadLetterConfig: { Arn: "arn:aws:sqs:eu-west-1:111122223333:cairn-alarms-dead" },
    },
  ]);
});

test("a second time everything exists, with the address for the settings, and nothing is touched", async () => {
  await connect("apply");
  account.changes = [];
  for (const mode of ["apply", "show"] as const) {
    const steps = await connect(mode);
    expect(steps.map(({ action }) => action)).toEqual(["exists", "exists", "exists", "exists"]);
    expect(steps[1]?.detail).toBe("https://sqs.eu-west-1.amazonaws.com/111122223333/cairn-alarms");
  }
  expect(account.changes).toEqual([]);
});

test("what somebody changed is shown, then mended; what they added stays", async () => {
  await connect("apply");
  const queue = account.queues.get("cairn-alarms");
  const theirs = { Sid: "theirs", Effect: "Allow", Principal: "*", Action: "sqs:GetQueueUrl", Resource: "*" };
  const opened = json(queue?.Policy);
  opened.Statement[0].Condition = {};
  opened.Statement.push(theirs);
  account.queues.set("cairn-alarms", {
    ...queue,
    VisibilityTimeout: "1",
    Policy: JSON.stringify(opened),
  });
  const rule = account.rules.get("cairn-alarms");
  if (rule) Object.assign(rule, { State: "DISABLED", EventPattern: '{"source":["aws.s3"]}' });
  rule?.targets.set("cairn-alarms-queue", {
    Id: "cairn-alarms-queue",
    Arn: "elsewhere",
    InputPath: "$.detail",
  });

  const shown = await connect("show");
  expect(shown.map(({ action }) => action)).toEqual(["exists", "differs", "differs", "differs"]);
  expect(shown[1]?.detail).toBe(
    "VisibilityTimeout is 1, should be 60; Policy does not let the rule, and only the rule, send",
  );
  expect(shown[2]?.detail).toMatch(/^State is DISABLED, should be ENABLED; EventPattern is .*aws\.s3/);
  expect(shown[3]?.detail).toMatch(/^Arn is elsewhere.*DeadLetterConfig is not set.*delivered whole$/);

  expect((await connect("apply")).map(({ action }) => action)).toEqual([
    "exists",
    "changed",
    "changed",
    "changed",
  ]);
  expect((await connect("show")).map(({ action }) => action)).toEqual(Array(4).fill("exists"));
  expect(json(account.queues.get("cairn-alarms")?.Policy).Statement).toContainEqual(theirs);
});

test("the same settings in another order of keys are no difference", async () => {
  await connect("apply");
  const queue = account.queues.get("cairn-alarms");
  const { deadLetterTargetArn, maxReceiveCount } = json(queue?.RedrivePolicy);
  account.queues.set("cairn-alarms", {
    ...queue,
    RedrivePolicy: JSON.stringify({ maxReceiveCount, deadLetterTargetArn }, null, 1),
  });
  expect((await connect("show")).map(({ action }) => action)).toEqual(Array(4).fill("exists"));
});

test("removing takes away what was made, the target first, and then finds nothing", async () => {
  await connect("apply");
  expect(actions(await connect("remove"))).toEqual([
    "target cairn-alarms-queue: removed",
    "rule cairn-alarms: removed",
    "queue cairn-alarms: removed",
    "queue cairn-alarms-dead: removed",
  ]);
  expect([account.queues.size, account.rules.size]).toEqual([0, 0]);
  expect((await connect("remove")).map(({ action }) => action)).toEqual(Array(4).fill("is not there"));
});

test("a queue that still holds alarms is kept, with its dead letters; so is a rule that others use", async () => {
  await connect("apply");
  account.queues.set("cairn-alarms", {
    ...account.queues.get("cairn-alarms"),
    ApproximateNumberOfMessages: "3",
  });
  account.rules.get("cairn-alarms")?.targets.set("theirs", { Id: "theirs", Arn: "arn:aws:lambda:x" });
  expect(await connect("remove")).toEqual([
    { resource: "target cairn-alarms-queue", action: "removed", detail: "" },
    {
      resource: "rule cairn-alarms",
      action: "kept",
      detail: "has other targets: theirs. Remove them first",
    },
    {
      resource: "queue cairn-alarms",
      action: "kept",
      detail: "holds about 3 messages. Let Cairn take them or purge the queue, then remove again",
    },
    {
      resource: "queue cairn-alarms-dead",
      action: "kept",
      detail: "queue cairn-alarms was kept and needs it",
    },
  ]);
  expect(account.queues.size).toBe(2);
});

test("what belongs to others is not touched", async () => {
  account.queues.set("alarms", { VisibilityTimeout: "30" });
  account.rules.set("alarms", { State: "ENABLED", EventPattern: "{}", targets: new Map() });
  await connect("apply");
  await connect("remove");
  expect([...account.queues.keys(), ...account.rules.keys()]).toEqual(["alarms", "alarms"]);
});

test("a right that is missing is named", async () => {
  account.refuse = Object.assign(
    new Error("User: x is not authorized to perform: sqs:getqueueurl on resource: y"),
    { name: "AccessDenied" },
  );
  await expect(connect("show")).rejects.toThrow(/sqs:getqueueurl in account 111122223333, eu-west-1/);
  await expect(connect("show")).rejects.toThrow(CairnError);
});
