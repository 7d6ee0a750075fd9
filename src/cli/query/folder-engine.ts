import { type AccessLogFolder, createAccessLogArchive } from "../../archive/access-log-archive.ts";
import { createArchiveCoverage } from "../../archive/archive-coverage.ts";
import { createArchiveEngine } from "../../archive/archive-engine.ts";
import { isInBucket } from "../../aws/bucket-url.ts";
import { type AccessFormat, accessFormats } from "../../domain/access-log/read-line.ts";
import { InputError } from "../../domain/errors.ts";
import { parseNetwork } from "../../domain/query/network.ts";
import type { Coverage, QueryEngine } from "../../flows/ports.ts";
import { engineBySource } from "../../parts/engine-by-source.ts";

/** What may be said about access logs on the command line. */
export const accessLogOptions = {
  "access-logs": { type: "string" },
  format: { type: "string" },
  "trusted-proxy": { type: "string", multiple: true },
} as const;

export interface AccessLogOptions {
  "access-logs"?: string;
  format?: string;
  "trusted-proxy"?: string[];
}

/** Asks a folder or bucket of CloudTrail files, and the access logs in it or in a folder of their own. */
export async function folderEngine(
  archive: string,
  options: AccessLogOptions & { account?: string; region?: string[] },
  now: () => Date,
): Promise<QueryEngine> {
  const folder = options["access-logs"] ?? (isInBucket(archive) ? undefined : archive);
  const cloudtrail = isInBucket(archive)
    ? await bucketEngine(archive, options, now)
    : createArchiveEngine({ folder: archive, now });
  if (folder === undefined) return cloudtrail;
  const logs: AccessLogFolder = {
    folder,
    format: readFormat(options.format ?? "auto"),
    trustedProxies: (options["trusted-proxy"] ?? []).map((text) => parseNetwork(text).text),
  };
  return engineBySource("archive", {
    cloudtrail,
    "access-log": createAccessLogArchive({ folders: [logs], now }),
  });
}

/** Whether what was asked can be in that folder or bucket at all. */
export async function folderCoverage(
  archive: string,
  options: { account?: string; region?: string[] },
  engine: QueryEngine,
): Promise<Coverage> {
  if (!isInBucket(archive)) return createArchiveCoverage({ folder: archive, engine });
  const [{ createTrailBucket }, place] = await Promise.all([
    import("../../aws/trail-bucket.ts"),
    bucketPlace(options),
  ]);
  const { clients, account, home: region } = place;
  const bucket = createTrailBucket({ clients, account, region, url: archive });
  return createArchiveCoverage({ folder: archive, bucket, engine });
}

/** With the credentials at hand; they are loaded with AWS's client only when a bucket is asked. */
async function bucketEngine(
  archive: string,
  options: { account?: string; region?: string[] },
  now: () => Date,
): Promise<QueryEngine> {
  const [{ archiveEngine }, { clients, account, home }] = await Promise.all([
    import("../../parts/trail-engines.ts"),
    bucketPlace(options),
  ]);
  return archiveEngine({ id: account, archive, home }, { clients, now });
}

async function bucketPlace({ account = "", region }: { account?: string; region?: string[] }) {
  const { createAwsClients } = await import("../../aws/clients.ts");
  const { AWS_REGION, AWS_DEFAULT_REGION, CAIRN_AWS_ENDPOINT } = process.env;
  const home = region?.[0] ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? "us-east-1";
  const clients = createAwsClients({
    accounts: [{ id: account, regions: [home] }],
    region: home,
    endpoint: CAIRN_AWS_ENDPOINT || undefined,
  });
  return { clients, account, home };
}

function readFormat(text: string): AccessFormat {
  const format = accessFormats.find((each) => each === text);
  if (format) return format;
  throw new InputError(`--format is one of ${accessFormats.join(", ")}, not "${text}".`);
}
