import { visible } from "../text/visible.ts";
import { cannotTell, judgeLogGroup } from "./judge-log-group.ts";
import { type AskedOfTrails, judgeTrails } from "./judge-trails.ts";
import { allRecorded, type Recorded } from "./recorded.ts";
import { isUnknown, type LogGroupFacts, type TrailFacts, type Unknown } from "./recording-facts.ts";
import { askEventHistory, makeTrail } from "./recording-fix.ts";

type Asked = Omit<AskedOfTrails, "from">;

/** Of the log groups of an account's trails: they hold the window, and trails write to them what was asked about. */
export function judgeTrailLog(
  trails: TrailFacts[] | Unknown,
  groups: readonly (LogGroupFacts | Unknown)[],
  asked: Asked,
  now: Date,
): Recorded {
  const held = allRecorded(groups.map((group) => judgeLogGroup(group, asked.window, now)));
  // What is not in the group, no trail puts there.
  if (held.state === "not-recorded" && isUnknown(trails)) return held;
  if (isUnknown(trails)) return cannotTell(trails);
  const names = groups.flatMap((group) => (isUnknown(group) ? [] : [group]));
  const writers = trails.filter(({ logGroup }) => names.some(({ group }) => group?.arn === logGroup));
  if (writers.length > 0) {
    const written = judgeTrails(writers, { ...asked, from: "log group" });
    // A stopped trail explains a silent group; a silent group alone explains nothing.
    if (held.state === "recorded" || written.state !== "recorded") return written;
    return silent(held, writers) ?? allRecorded([held]);
  }
  if (held.state === "not-recorded") return { ...held, fix: [...held.fix, ...elsewhere(asked, trails)] };
  const listed = names.map(({ name }) => visible(name, 120)).join(", ");
  return {
    state: "cannot-tell",
    reasons: [
      `no trail of this account writes to ${listed || "the log group"}; another account's trail, or a rule of CloudWatch, may.`,
    ],
    fix: elsewhere(asked, trails),
  };
}

/** The trail is well, and the group got nothing: a quiet time looks the same as a lost delivery. */
function silent(held: Recorded, writers: readonly TrailFacts[]): Recorded | undefined {
  const quiet = held.reasons.some((reason) => reason.startsWith("Nothing was"));
  if (!quiet) return undefined;
  const names = writers.map(({ name }) => visible(name, 80)).join(", ");
  return {
    state: "cannot-tell",
    reasons: [
      ...held.reasons,
      `The trail ${names} is on and reports no fault: it was quiet, or nothing arrives.`,
    ],
    fix: held.fix,
  };
}

function elsewhere({ kind }: Asked, trails: readonly TrailFacts[]): Recorded["fix"] {
  const [first] = trails;
  return [
    ...(kind.category === "management" ? [askEventHistory] : []),
    ...(first ? [] : [makeTrail("us-east-1")]),
  ];
}

/** Of the files of an account's trails in a bucket, or in no known one. */
export function judgeTrailFiles(
  trails: TrailFacts[] | Unknown,
  bucket: { name: string; prefix: string } | undefined,
  asked: Asked,
): Recorded {
  if (isUnknown(trails)) return cannotTell(trails);
  const writers = trails.filter((trail) => bucket === undefined || trail.bucket === bucket.name);
  if (writers.length > 0) {
    const written = judgeTrails(writers, { ...asked, from: "bucket" });
    if (bucket || written.state !== "recorded") return written;
    return {
      state: "cannot-tell",
      reasons: [...written.reasons, "Whether the table reads that trail's bucket cannot be seen from here."],
      fix: [],
    };
  }
  const where = bucket ? ` delivers to ${visible(bucket.name, 100)}` : "";
  return {
    state: bucket ? "cannot-tell" : "not-recorded",
    reasons: bucket
      ? [`no trail of this account${where}; another account's trail may.`]
      : ["No trail of this account records anything."],
    fix: elsewhere(asked, trails),
  };
}
