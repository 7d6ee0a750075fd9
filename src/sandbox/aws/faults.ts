import { z } from "zod";
import { matchesGlob } from "./queues/glob.ts";
import { AwsError } from "./wire/aws-error.ts";
import type { Call } from "./wire/call.ts";

const Times = z.union([z.int().positive(), z.literal("always")]);

/** What goes wrong with the next calls that fit. */
export const faultSchema = z.strictObject({
  /** `cloudtrail:LookupEvents`, `logs:*`, `*`: services as in IAM policies. */
  operation: z.string().default("*"),
  region: z.string().optional(),
  /** The account that is called. */
  account: z.string().optional(),
  /** The caller's ARN, with `*`. */
  caller: z.string().optional(),
  /** Once, unless told; what is denied or off stays so. */
  times: Times.optional(),
  /** Lets so many fitting calls pass first. */
  skip: z.int().nonnegative().default(0),
  /**
   * `throttle`, `expired`, `deny`, `region-off` and `error` refuse; `hang` never answers; `cut` hangs up before
   * anything is done, `lost` after it, `half` in the middle of the answer. `empty-page` and `short-page` are for
   * LookupEvents, FilterLogEvents and ListObjectsV2, and leave more to come.
   */
  how: z
    .enum([
      "throttle",
      "error",
      "expired",
      "deny",
      "region-off",
      "hang",
      "cut",
      "lost",
      "half",
      "empty-page",
      "short-page",
    ])
    .optional(),
  /** Of `error`: 500 and InternalFailure unless told. */
  status: z.int().min(400).max(599).optional(),
  code: z.string().optional(),
  /** Of `deny`: the message names an explicit deny. */
  explicit: z.boolean().optional(),
  /** Answers late by so much; alone or with another fault. */
  slowMs: z.int().nonnegative().optional(),
});

export type Fault = z.output<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

/** The faults still to come, each used up as it strikes. */
export interface Faults {
  /** Gives back how to take it away again. Throws ZodError. */
  add: (fault: FaultInput) => () => void;
  clear: () => void;
  list: () => Fault[];
  strike: (call: Call, caller: { arn: string; account: string }) => Fault | undefined;
}

const IAM_PREFIXES: Record<string, string> = { monitoring: "cloudwatch" };
/** What one may do in S3 is not named like what one calls. */
const S3_ACTIONS: Record<string, string> = {
  ListObjectsV2: "ListBucket",
  HeadBucket: "ListBucket",
  HeadObject: "GetObject",
  ListBuckets: "ListAllMyBuckets",
};

export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add(given) {
      const read = faultSchema.parse(given);
      const stays = read.how === "deny" || read.how === "region-off";
      const fault: Fault = { ...read, times: read.times ?? (stays ? "always" : 1) };
      faults.push(fault);
      return () => {
        faults = faults.filter((each) => each !== fault);
      };
    },
    clear() {
      faults = [];
    },
    list: () => structuredClone(faults),
    strike(call, caller) {
      const fault = faults.find((each) => fits(each, call, caller));
      if (fault === undefined) return undefined;
      if (fault.skip > 0) {
        fault.skip -= 1;
        return undefined;
      }
      if (typeof fault.times === "number") fault.times -= 1;
      faults = faults.filter((each) => each.times !== 0);
      return fault;
    },
  };
}

/** The name of a call in IAM policies, e.g. `cloudwatch:DescribeAlarms`. */
export function actionOf({ service, operation }: Pick<Call, "service" | "operation">): string {
  const action = service === "s3" ? (S3_ACTIONS[operation] ?? operation) : operation;
  return `${IAM_PREFIXES[service] ?? service}:${action}`;
}

/** The refusal that a fault means; undefined when it refuses nothing. */
export function refusalOf(fault: Fault, call: Call, callerArn: string): AwsError | undefined {
  switch (fault.how) {
    case "throttle":
      return new AwsError("ThrottlingException", "Rate exceeded", { queryCode: "Throttling" });
    case "expired":
      return expiredToken();
    case "deny":
      return accessDenied(call, callerArn, fault.explicit);
    case "region-off":
      return new AwsError(
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
        {
          queryCode: "InvalidClientTokenId",
          status: 403,
        },
      );
    case "error": {
      const status = fault.status ?? 500;
      return new AwsError(fault.code ?? "InternalFailure", "The sandbox account was told to fail here.", {
        status,
      });
    }
    default:
      return undefined;
  }
}

export function expiredToken(): AwsError {
  return new AwsError("ExpiredTokenException", "The security token included in the request is expired", {
    queryCode: "ExpiredToken",
    status: 403,
  });
}

function accessDenied(call: Call, callerArn: string, explicit = false): AwsError {
  const action = actionOf(call);
  const why = explicit
    ? "with an explicit deny in an identity-based policy"
    : `because no identity-based policy allows the ${action} action`;
  const message = `User: ${callerArn} is not authorized to perform: ${action} ${why}`;
  const code = call.service === "sns" ? "AuthorizationError" : "AccessDenied";
  return new AwsError("AccessDeniedException", message, {
    queryCode: code,
    status: call.protocol.kind === "json" ? 400 : 403,
  });
}

function fits(
  { operation, region, account, caller }: Fault,
  call: Call,
  who: { arn: string; account: string },
): boolean {
  if (region !== undefined && region !== call.region) return false;
  if (account !== undefined && account !== who.account) return false;
  if (caller !== undefined && !matchesGlob(caller, who.arn)) return false;
  return (
    matchesGlob(operation, actionOf(call)) || matchesGlob(operation, `${call.service}:${call.operation}`)
  );
}
