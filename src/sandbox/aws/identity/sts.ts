import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { numeric, readInput } from "../wire/input.ts";
import type { Operations } from "../world.ts";
import type { Identities } from "./identities.ts";

const SESSION = /^[\w+=,.@-]{2,64}$/;
const AssumeRole = z.object({
  RoleArn: z
    .string()
    .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, "must be the ARN of a role"),
  RoleSessionName: z.string().regex(SESSION, `must satisfy ${SESSION.source}`),
  SourceIdentity: z.string().regex(SESSION, `must satisfy ${SESSION.source}`).nullish(),
  DurationSeconds: numeric.nullish(),
  ExternalId: z.string().nullish(),
});

/** STS: who am I, and role sessions. Every role of an account that is here may be taken up by everybody. */
export function stsOperations(identities: Identities): Operations {
  return {
    GetCallerIdentity({ accessKeyId }) {
      const { userId, accountId, arn } = identities.of(accessKeyId);
      return { Arn: arn, UserId: userId, Account: accountId };
    },
    AssumeRole({ accessKeyId, input }) {
      const { RoleArn, RoleSessionName, SourceIdentity, DurationSeconds } = readInput(AssumeRole, input);
      const seconds = DurationSeconds ?? 3600;
      const caller = identities.of(accessKeyId);
      if (seconds < 900 || seconds > (caller.role ? 3600 : 43_200)) {
        throw new AwsError(
          "ValidationError",
          caller.role
            ? "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
            : `Value '${seconds}' at 'durationSeconds' must be between 900 and 43200.`,
        );
      }
      if (
        SourceIdentity != null &&
        caller.sourceIdentity != null &&
        SourceIdentity !== caller.sourceIdentity
      ) {
        throw new AwsError(
          "AccessDenied",
          "The SourceIdentity of a role session cannot be changed by the next role it takes up.",
          { status: 403 },
        );
      }
      if (!identities.knows(RoleArn.split(":")[4] ?? "")) {
        throw new AwsError(
          "AccessDenied",
          `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
          { status: 403 },
        );
      }
      const sourceIdentity = SourceIdentity ?? caller.sourceIdentity;
      return identities.assume({ roleArn: RoleArn, session: RoleSessionName, sourceIdentity, seconds });
    },
  };
}
