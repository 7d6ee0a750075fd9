import { AwsError } from "../wire/aws-error.ts";

/** SNS clients know the code with `Exception`, the wire has it without. */
export function snsError(code: string, message: string, status = 400): AwsError {
  return new AwsError(code, message, { status });
}

export function notFound(message: string): AwsError {
  return snsError("NotFound", message, 404);
}
