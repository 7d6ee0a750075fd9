import { createHash } from "node:crypto";

/** An alarm in an option or a button, where its ARN is too long. */
export const alarmRef = (arn: string): string => createHash("sha256").update(arn).digest("hex").slice(0, 24);

/** The ARN behind it, among those that may be meant. */
export const arnOf = (ref: string | undefined, alarms: readonly { arn: string }[]): string | undefined =>
  alarms.find(({ arn }) => alarmRef(arn) === ref)?.arn;
