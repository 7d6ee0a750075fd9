import { expect, test } from "vitest";
import { CairnError } from "../domain/errors.ts";
import { awsError, isThrottling, isTransient } from "./errors.ts";

const call = {
  action: "cloudtrail:LookupEvents",
  account: "111122223333",
  region: "eu-central-1",
  resource: "*",
};

function thrown(name: string, message = "", status = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

test("a throttle with HTTP 400 is known by its name", () => {
  expect(isThrottling(thrown("ThrottlingException", "Rate exceeded"))).toBe(true);
  expect(isThrottling(thrown("InvalidNextTokenException"))).toBe(false);
  expect(awsError(thrown("ThrottlingException"), call)).toMatchObject({
    code: "unavailable",
    retryable: true,
  });
});

test("a denied call names the missing action and prints the statement that allows it", () => {
  const error = awsError(thrown("AccessDeniedException", "User: arn:… is not authorized"), call);
  expect(error).toMatchObject({ code: "aws_access_denied", retryable: false });
  expect(error.message).toContain("AWS denied cloudtrail:LookupEvents in account 111122223333, eu-central-1");
  expect(error.message).toContain('{"Effect":"Allow","Action":"cloudtrail:LookupEvents","Resource":"*"}');
});

test("a denied call names the action AWS names, which may be another one", () => {
  const message =
    "User: x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:… with an explicit deny in a service control policy";
  const error = awsError(thrown("AccessDeniedException", message), call);
  expect(error.message).toContain('"Action":"kms:Decrypt"');
  expect(error.message).toContain("explicit deny in a service control policy");
});

test("expired and refused credentials say what to renew and are not tried again by themselves", () => {
  for (const name of ["ExpiredTokenException", "UnrecognizedClientException", "CredentialsProviderError"]) {
    expect(awsError(thrown(name), call)).toMatchObject({ code: "aws_credentials", retryable: false });
  }
  expect(awsError(thrown("ExpiredTokenException"), call).message).toContain("have expired");
  expect(awsError(thrown("CredentialsProviderError"), call).message).toContain("found no AWS credentials");
});

test("a broken connection and a 500 may pass, a 400 may not", () => {
  expect(isTransient(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }))).toBe(true);
  expect(isTransient(thrown("InternalFailure", "", 500))).toBe(true);
  expect(isTransient(thrown("InternalFailure", "", 400))).toBe(false);
  expect(awsError(thrown("TimeoutError", "", 503), call).retryable).toBe(true);
});

test("an error that is ours already passes unchanged, and an unknown one keeps its name", () => {
  const ours = new CairnError("x", "ours");
  expect(awsError(ours, call)).toBe(ours);
  expect(awsError(thrown("InvalidTimeRangeException", "Time range not valid."), call).message).toBe(
    "AWS refused cloudtrail:LookupEvents (account 111122223333, eu-central-1): InvalidTimeRangeException, Time range not valid.",
  );
  expect(awsError("nonsense", call)).toBeInstanceOf(CairnError);
});
