import { z } from "zod";
import { AwsError } from "./aws-error.ts";

/** Query callers send every value as text, JSON callers send numbers. */
export const numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/)
    .transform(Number),
]);

export const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

/** A time: JSON callers send seconds since 1970, query callers ISO text. Milliseconds since 1970. */
export const moment = z.union([
  z.number().transform((seconds) => seconds * 1000),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform((seconds) => Number(seconds) * 1000),
  z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), "must be a time")
    .transform((text) => Date.parse(text)),
]);

/** Checks a call's input against its shape; unknown members are ignored, as AWS does. */
export function readInput<Shape extends z.ZodType>(shape: Shape, input: unknown): z.output<Shape> {
  const checked = shape.safeParse(input ?? {});
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map(
    ({ path, message }) => `${path.join(".") || "request"}: ${message}`,
  );
  throw new AwsError(
    "ValidationException",
    `${faults.length} validation error${faults.length === 1 ? "" : "s"} detected: ${faults.join("; ")}`,
    { queryCode: "ValidationError" },
  );
}
