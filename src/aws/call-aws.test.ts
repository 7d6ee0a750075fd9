import { expect, test, vi } from "vitest";
import { callAws } from "./call-aws.ts";

const call = {
  action: "cloudtrail:LookupEvents",
  account: "111122223333",
  region: "us-east-1",
  resource: "*",
};
const throttle = () =>
  Object.assign(new Error("Rate exceeded"), {
    name: "ThrottlingException",
    $metadata: { httpStatusCode: 400 },
  });
const expired = () =>
  Object.assign(new Error("expired"), { name: "ExpiredTokenException", $metadata: { httpStatusCode: 400 } });

function patience(signal = new AbortController().signal) {
  return {
    signal,
    takeBudget: vi.fn(async () => {}),
    wait: vi.fn(async (_ms: number, _signal: AbortSignal) => {}),
    refreshCredentials: vi.fn(),
  };
}

test("a throttled call waits longer each time, takes from the budget again and goes on", async () => {
  const patient = patience();
  const send = vi
    .fn(async () => "page")
    .mockRejectedValueOnce(throttle())
    .mockRejectedValueOnce(throttle());
  await expect(callAws(call, patient, send)).resolves.toBe("page");
  expect(patient.takeBudget).toHaveBeenCalledTimes(3);
  expect(patient.takeBudget).toHaveBeenCalledWith(
    { account: "111122223333", region: "us-east-1", api: "LookupEvents" },
    patient.signal,
    undefined,
  );
  const [first, second] = patient.wait.mock.calls.map(([ms]) => ms);
  expect(first).toBeGreaterThanOrEqual(500);
  expect(second).toBeGreaterThanOrEqual(1_000);
});

test("throttling without end becomes a clear, retryable error", async () => {
  const send = vi.fn().mockRejectedValue(throttle());
  await expect(callAws(call, patience(), send)).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
  });
  expect(send).toHaveBeenCalledTimes(9);
});

test("expired credentials are refreshed once, and only once", async () => {
  const patient = patience();
  const send = vi.fn(async () => "page").mockRejectedValueOnce(expired());
  await expect(callAws(call, patient, send)).resolves.toBe("page");
  expect(patient.refreshCredentials).toHaveBeenCalledTimes(1);
  await expect(callAws(call, patience(), vi.fn().mockRejectedValue(expired()))).rejects.toMatchObject({
    code: "aws_credentials",
  });
});

test("a denied call is not repeated", async () => {
  const denied = Object.assign(new Error("no"), {
    name: "AccessDeniedException",
    $metadata: { httpStatusCode: 400 },
  });
  const send = vi.fn().mockRejectedValue(denied);
  await expect(callAws(call, patience(), send)).rejects.toMatchObject({ code: "aws_access_denied" });
  expect(send).toHaveBeenCalledTimes(1);
});

test.each(["budget", "call", "wait"])(
  "an abort ends the %s at once with the signal's reason",
  async (stage) => {
    const controller = new AbortController();
    const never = () => new Promise<never>(() => {});
    const patient = patience(controller.signal);
    if (stage === "budget") patient.takeBudget.mockImplementation(never);
    if (stage === "wait") patient.wait.mockImplementation(never);
    const send = stage === "call" ? never : vi.fn().mockRejectedValue(throttle());
    const asked = callAws(call, patient, send);
    const reason = new Error("cancelled by a responder");
    setImmediate(() => controller.abort(reason));
    await expect(asked).rejects.toBe(reason);
  },
);

test("nothing is sent once the signal is aborted", async () => {
  const send = vi.fn(async () => "page");
  const reason = new Error("cancelled");
  await expect(callAws(call, patience(AbortSignal.abort(reason)), send)).rejects.toBe(reason);
  expect(send).not.toHaveBeenCalled();
});
