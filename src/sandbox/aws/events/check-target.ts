import { AwsError } from "../wire/aws-error.ts";
import type { RuleTarget } from "./event-buses.ts";
import { fillTemplate } from "./event-target-input.ts";

const PATH = /^\$(\.[\w/-]+(\[\d+\])*)*$/;
const RESERVED = /^aws\.events\.(event(\.json|\.ingestion-time)?|rule-(arn|name))$/;
const MOST_PATHS = 100;

/** Throws ValidationException for a target that EventBridge would not take. */
export function requireTarget(target: RuleTarget): void {
  const { Id, Input, InputPath, InputTransformer, RetryPolicy, DeadLetterConfig } = target;
  if ([Input, InputPath, InputTransformer].filter((way) => way != null).length > 1) {
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (Input != null && !isJson(Input)) throw invalid(`JSON syntax error in input for target ${Id}`);
  if (InputPath != null && !PATH.test(InputPath)) throw invalid(`Invalid JSON path for target ${Id}`);
  if (InputTransformer != null) requireTransformer(Id, InputTransformer);
  if (target.Arn.includes(":api-destination/") && !target.RoleArn) {
    throw invalid(`RoleArn is required for target ${target.Arn}.`);
  }
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = RetryPolicy ?? {};
  if (attempts != null && (attempts < 0 || attempts > 185)) {
    throw invalid(`MaximumRetryAttempts must be 0 to 185 for target ${Id}.`);
  }
  if (age != null && (age < 60 || age > 86_400)) {
    throw invalid(`MaximumEventAgeInSeconds must be 60 to 86400 for target ${Id}.`);
  }
  const dead = DeadLetterConfig?.Arn;
  if (dead && !/^arn:aws[\w-]*:sqs:/.test(dead))
    throw invalid(`The dead letter queue of target ${Id} is no SQS queue.`);
}

function requireTransformer(
  id: string,
  { InputPathsMap, InputTemplate }: NonNullable<RuleTarget["InputTransformer"]>,
): void {
  const paths = Object.entries(InputPathsMap ?? {});
  if (paths.length > MOST_PATHS)
    throw invalid(`InputPathsMap of target ${id} has more than ${MOST_PATHS} paths.`);
  for (const [name, path] of paths) {
    if (!/^[\w-]{1,256}$/.test(name) || /^AWS\./i.test(name))
      throw invalid(`Invalid InputPathsMap key ${name} for target ${id}.`);
    if (!PATH.test(path)) throw invalid(`Invalid InputPathsMap path ${path} for target ${id}.`);
  }
  if (InputTemplate === "" || InputTemplate.length > 8192)
    throw badTemplate(id, "its length must be 1 to 8192");
  const known = new Set(paths.map(([name]) => name));
  const sample = fillTemplate(InputTemplate, (name) => {
    if (!known.has(name) && !RESERVED.test(name)) throw badTemplate(id, `unknown placeholder <${name}>`);
    // A number shows a placeholder that stands where only a text may: as the key of an object.
    return [1];
  });
  if (/^\s*[{"]/.test(InputTemplate) && !isJson(sample)) throw badTemplate(id, "it is not valid JSON");
}

function badTemplate(id: string, why: string): AwsError {
  return invalid(`Invalid InputTemplate for target ${id} : [${why}].`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
