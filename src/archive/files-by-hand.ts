import { handLines, jqLine } from "../domain/query/hand-lines.ts";
import type { Query, Window } from "../domain/query/query.ts";
import { shellQuote } from "../domain/text/shell-quote.ts";
import { daysOf } from "./layout.ts";

/** Of what CloudTrail writes at the top of a file, and of files with one record or a list of them. */
const unpack = '(.Records? // .) | if type == "array" then .[] else . end';
/** Where the files of a bucket are put. */
const copies = "cloudtrail-files";

/** Lines that read CloudTrail's files without Cairn; those of a bucket are copied first. */
export function filesByHand({
  folder,
  query,
  window,
  account,
  regions,
}: {
  folder: string;
  query: Query;
  window: Window;
  account: string;
  regions: readonly string[];
}): string {
  const inBucket = folder.startsWith("s3://");
  const read = [
    "find",
    inBucket ? copies : folder,
    ...["-type", "f", "(", "-name", "*.json", "-o", "-name", "*.json.gz", ")"],
    ...ofPlace(account, regions),
    // As they are, if they are not compressed.
    ...["-exec", "gzip", "-cdf", "{}", "+"],
  ];
  const copy = inBucket ? [copyLine(folder, { window, account, regions })] : [];
  return handLines({ query, window }, [...copy, `${shellQuote(read)} | ${jqLine(unpack)}`]);
}

/** A file that is named as CloudTrail names them is of one account and Region; any other may hold all. */
function ofPlace(account: string, regions: readonly string[]): string[] {
  if (account === "" && regions.length === 0) return [];
  const places = regions.length > 0 ? regions : ["*"];
  const names = places.flatMap((region) => [
    "-o",
    "-name",
    `${account === "" ? "*" : account}_CloudTrail*_${region}_*`,
  ]);
  return ["(", "!", "-name", "*_CloudTrail*_*", ...names, ")"];
}

function copyLine(
  folder: string,
  scope: { window: Window; account: string; regions: readonly string[] },
): string {
  const days = daysOf({ ...scope, deliveryLagMinutes: 60 })?.map((parts) => parts.join("/")) ?? ["*"];
  const regions = scope.regions.length > 0 ? scope.regions : ["*"];
  const account = scope.account === "" ? "*" : scope.account;
  const wanted = regions.flatMap((region) =>
    days.flatMap((day) => ["--include", `*${account}/CloudTrail/${region}/${day}/*`]),
  );
  const place = ["--recursive", "--exclude", "*", ...wanted];
  return shellQuote(["aws", "s3", "cp", folder, copies, ...place, "--only-show-errors"]);
}
