import { AwsError } from "../wire/aws-error.ts";

/** First and last byte of `bytes=0-99`, `bytes=100-` or `bytes=-5`; what is no such range is ignored, as S3 does. */
export function byteRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < start) return undefined;
  if (start >= size || (first === "" && Number(last) === 0)) {
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", {
      status: 416,
      details: { RangeRequested: header, ActualObjectSize: size },
    });
  }
  return { start, end };
}
