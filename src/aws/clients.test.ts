import { expect, test } from "vitest";
import { createAwsClients } from "./clients.ts";

const account = "111122223333";
const roleArn = `arn:aws:iam::${account}:role/cairn-read`;
const responder = { name: "responder", incident: "INC-42" };

function clients() {
  return createAwsClients({
    accounts: [
      { id: account, roleArn, regions: ["eu-central-1"] },
      { id: "444455556666", regions: ["us-east-1"] },
    ],
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
  });
}

test("an account that is not configured is refused with what to do", () => {
  expect(() => clients().cloudtrail("999988887777", "us-east-1", responder)).toThrow(
    "Account 999988887777 is not among the accounts in cairn.yml. Add it there with its Regions.",
  );
});

test("a client is shared by one responder's calls, never between responders, Regions or accounts", () => {
  const { cloudtrail } = clients();
  const one = cloudtrail(account, "eu-central-1", responder);
  expect(cloudtrail(account, "eu-central-1", { ...responder })).toBe(one);
  expect(cloudtrail(account, "eu-central-1", { ...responder, name: "lead" })).not.toBe(one);
  expect(cloudtrail(account, "us-east-1", responder)).not.toBe(one);
  expect(cloudtrail("444455556666", "eu-central-1", responder)).not.toBe(one);
});

test("forgotten credentials are not used again", () => {
  const { cloudtrail, logs, forget } = clients();
  const [trail, log] = [
    cloudtrail(account, "eu-central-1", responder),
    logs(account, "eu-central-1", responder),
  ];
  const other = cloudtrail(account, "eu-central-1", { name: "responder-2" });
  forget(account, responder);
  expect(cloudtrail(account, "eu-central-1", responder)).not.toBe(trail);
  expect(logs(account, "eu-central-1", responder)).not.toBe(log);
  expect(cloudtrail(account, "eu-central-1", { name: "responder-2" })).toBe(other);
});

test("throttling and retries are left to us, where the budget sees every call", async () => {
  const client = clients().cloudtrail(account, "eu-central-1", responder);
  expect(await client.config.maxAttempts()).toBe(1);
});

test("an account without a role is asked with the plain credentials", async () => {
  const client = clients().cloudtrail("444455556666", "us-east-1", responder);
  expect(await client.config.credentials()).toMatchObject({ accessKeyId: "AKIAIOSFODNN7EXAMPLE" });
});
