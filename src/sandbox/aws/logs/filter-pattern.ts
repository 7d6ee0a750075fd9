import { AwsError } from "../wire/aws-error.ts";
import { compileJsonPattern } from "./json-pattern.ts";
import type { FilterPattern } from "./pattern-terms.ts";
import { compileSpacePattern } from "./space-pattern.ts";
import { compileTextPattern } from "./text-pattern.ts";

const MAX_LENGTH = 1024;

/** One of the three notations, told apart by their brackets. Throws InvalidParameterException. */
export function compileFilterPattern(text: string): FilterPattern {
  if (text.length > MAX_LENGTH) {
    throw new AwsError(
      "InvalidParameterException",
      `1 validation error detected: Value at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to ${MAX_LENGTH}`,
    );
  }
  const pattern = text.trim();
  if (pattern.startsWith("{")) return compileJsonPattern(pattern);
  if (pattern.startsWith("[")) return compileSpacePattern(pattern);
  return compileTextPattern(pattern);
}
