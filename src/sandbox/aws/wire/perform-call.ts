import { actionOf, expiredToken, type Faults, refusalOf } from "../faults.ts";
import type { Identity } from "../identity/identities.ts";
import type { Report } from "../report.ts";
import type { Operations } from "../world.ts";
import { type Answer, writeAnswer, writeError } from "./answer.ts";
import { AwsError } from "./aws-error.ts";
import type { Call } from "./call.ts";

/** Told after each call that reached an operation or was denied; `error` when it was refused. */
export type CallWitness = (call: Call, outcome: { result?: object; error?: AwsError }) => void;

export interface CallParts {
  /** The services of the account that a call is for. */
  services: (call: Call) => Record<string, Operations>;
  callerOf: (call: Call) => Identity & { expired: boolean };
  report: Report;
  faults: Faults;
  witness: CallWitness;
}

/** Does a call and writes its answer. `undefined`: the caller gets none. */
export function createCallPerformer({ services, callerOf, report, faults, witness }: CallParts) {
  return async (call: Call): Promise<Answer | undefined> => {
    const name = `${call.service}:${call.operation}`;
    const known = services(call);
    const operations = Object.hasOwn(known, call.service) ? known[call.service] : undefined;
    const operation =
      operations && Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
    if (operation === undefined) {
      report.unknown(name);
      return writeError(call.protocol, call.requestId, unknownOperation(call));
    }
    const caller = callerOf(call);
    report.called(name, caller);
    const fault = faults.strike(call, { arn: caller.arn, account: caller.accountId });
    if (fault) report.struck(`${actionOf(call)} ${fault.how ?? "slow"}`);
    if (fault?.slowMs !== undefined) await pause(fault.slowMs, call.abandoned);
    if (fault?.how === "hang") await pause(Number.POSITIVE_INFINITY, call.abandoned);
    if (fault?.how === "hang" || fault?.how === "cut") return undefined;
    try {
      if (caller.expired) throw expiredToken();
      const refusal = fault && refusalOf(fault, call, caller.arn);
      if (refusal) throw refusal;
      const page = fault?.how === "empty-page" ? "empty" : fault?.how === "short-page" ? "short" : undefined;
      const result = await operation({ ...call, page });
      witness(call, { result });
      if (fault?.how === "lost") return undefined;
      return { ...writeAnswer(call, result), cutOff: fault?.how === "half" };
    } catch (thrown) {
      const error = asAwsError(thrown);
      report.failed(name, error.code);
      if (!UNKNOWN_CALLER.has(error.code)) witness(call, { error });
      return writeError(call.protocol, call.requestId, error);
    }
  };
}

/** CloudTrail has no record of somebody who could not say who they are. */
const UNKNOWN_CALLER = new Set(["ExpiredTokenException", "UnrecognizedClientException"]);

export function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  // A fault of the sandbox itself: say so where it runs, since the caller sees only "internal".
  console.error("The sandbox account failed:", error);
  return new AwsError("InternalFailure", "The sandbox account failed; its own output says why.", {
    status: 500,
  });
}

function unknownOperation({ protocol, service, operation }: Call): AwsError {
  if (protocol.kind === "rest") {
    const message = `The sandbox account's S3 does not do ${operation}.`;
    return new AwsError("NotImplemented", message, { status: 501 });
  }
  return protocol.kind === "json"
    ? new AwsError(
        "UnknownOperationException",
        `The sandbox account has no operation ${operation} of ${service}.`,
      )
    : new AwsError("InvalidAction", `The action ${operation} is not valid for this web service.`);
}

/** Ends early when the caller hangs up. */
function pause(ms: number, abandoned: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (abandoned.aborted) return resolve();
    const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
    abandoned.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
