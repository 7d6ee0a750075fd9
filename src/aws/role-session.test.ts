import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { expect, test, vi } from "vitest";
import { createRoleSessions, sessionNameOf } from "./role-session.ts";

const role = {
  account: "111122223333",
  roleArn: "arn:aws:iam::111122223333:role/cairn-read",
  externalId: "one-time-pad",
};
const responder = { name: "responder@example.com" };

function world() {
  const clock = { at: new Date("2026-05-04T08:00:00Z") };
  let made = 0;
  const send = vi.fn(async (_command: AssumeRoleCommand) => ({
    $metadata: {},
    Credentials: {
      AccessKeyId: `ASIAEXAMPLE000000${String(made++).padStart(3, "0")}`,
      SecretAccessKey: "secret",
      SessionToken: "token",
      Expiration: new Date(clock.at.getTime() + 15 * 60_000),
    },
  }));
  const sessions = createRoleSessions({
    sts: { send: send as never },
    region: "us-east-1",
    now: () => clock.at,
  });
  return { clock, send, sessions };
}

test("the responder's name is the session name and the SourceIdentity", async () => {
  const { send, sessions } = world();
  await sessions.credentials(role, responder);
  const [command] = send.mock.calls[0]!;
  expect(command).toBeInstanceOf(AssumeRoleCommand);
  expect(command.input).toEqual({
    RoleArn: role.roleArn,
    ExternalId: "one-time-pad",
    RoleSessionName: "responder@example.com",
    SourceIdentity: "responder@example.com",
    DurationSeconds: 900,
  });
});

test("a session is shared until five minutes before its end, and never between responders", async () => {
  const { clock, send, sessions } = world();
  const [one, two] = await Promise.all([
    sessions.credentials(role, responder),
    sessions.credentials(role, responder),
  ]);
  expect(two).toBe(one);
  await sessions.credentials(role, { name: "lead" });
  expect(send).toHaveBeenCalledTimes(2);
  clock.at = new Date(clock.at.getTime() + 9 * 60_000);
  expect(await sessions.credentials(role, responder)).toBe(one);
  clock.at = new Date(clock.at.getTime() + 2 * 60_000);
  expect(await sessions.credentials(role, responder)).not.toBe(one);
});

test("a forgotten session is assumed afresh", async () => {
  const { sessions } = world();
  const one = await sessions.credentials(role, responder);
  sessions.forget(role.account, responder);
  expect(await sessions.credentials(role, responder)).not.toBe(one);
});

test("a refused role names both actions of the trust policy, and is tried again next time", async () => {
  const { send, sessions } = world();
  send.mockRejectedValueOnce(
    Object.assign(new Error("not authorized to perform: sts:SetSourceIdentity"), { name: "AccessDenied" }),
  );
  await expect(sessions.credentials(role, responder)).rejects.toMatchObject({
    code: "aws_access_denied",
    message: expect.stringMatching(
      /sts:AssumeRole or sts:SetSourceIdentity on arn:aws:iam::111122223333:role\/cairn-read/,
    ),
  });
  await expect(sessions.credentials(role, responder)).resolves.toMatchObject({ sessionToken: "token" });
});

test.each([
  ["responder", "responder"],
  ["José Núñez", "Jose-Nunez"],
  ["a/b:c+d e", "a-b-c-d-e"],
  ["x", "x-"],
  ["", "cairn"],
  ["日本", "cairn"],
  ["r".repeat(100), "r".repeat(64)],
])("%j becomes a name AWS takes", (name, expected) => {
  expect(sessionNameOf({ name })).toBe(expected);
  expect(sessionNameOf({ name })).toMatch(/^[\w=,.@-]{2,64}$/);
});
