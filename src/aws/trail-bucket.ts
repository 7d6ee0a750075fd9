import { GetObjectCommand, type GetObjectCommandOutput, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { CairnError, InputError } from "../domain/errors.ts";
import type { AskedBy, TakeBudget } from "../flows/ports.ts";
import { partitionOf } from "./athena/partition.ts";
import { readBucketUrl } from "./bucket-url.ts";
import { callAws } from "./call-aws.ts";
import type { AwsClients } from "./clients.ts";
import { nameOf } from "./errors.ts";

export interface BucketPage {
  files: { name: string; size: number }[];
  /** Names of folders, without a slash. */
  folders: string[];
  /** Where the next page begins; absent on the last. */
  next?: string;
}

export interface BucketCall {
  askedBy: AskedBy;
  signal: AbortSignal;
}

/** S3 has no quota that people would compete for. */
const freely: TakeBudget = async () => {};

/** What keeps an object from being read, in words that complete "left at the point where"; others rise. */
const unreadable: Record<string, string> = {
  NoSuchKey: "it is no longer there",
  InvalidObjectState: "it is in Glacier and has to be restored first",
};
/** From the first byte to the last; an object has 64 MB at most. */
const bodyTimeoutMs = 120_000;

/**
 * A bucket, or what lies below a prefix of it, with the account's role. Names are relative to the prefix. Throws
 * InputError for an address that is none.
 */
export function createTrailBucket({
  clients,
  account,
  region,
  url,
}: {
  clients: Pick<AwsClients, "s3" | "forget">;
  account: string;
  region: string;
  url: string;
}) {
  const place = readBucketUrl(url);
  if (!place) throw new InputError(`"${url}" is no S3 address. Write s3://bucket or s3://bucket/prefix.`);
  const { bucket, prefix } = place;
  const root = prefix === "" ? "" : `${prefix}/`;
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;

  const patience = ({ askedBy, signal }: BucketCall) => ({
    takeBudget: freely,
    signal,
    refreshCredentials: () => clients.forget(account, askedBy),
  });

  return {
    /** One page of what is in a folder, `""` being the root; folders in it are named, not entered. */
    async list(folder: string, next: string | undefined, call: BucketCall): Promise<BucketPage> {
      const at = folder === "" ? root : `${root}${folder}/`;
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: at,
        Delimiter: "/",
        ContinuationToken: next,
      });
      const page = await callAws(
        { action: "s3:ListBucket", account, region, resource: arn },
        patience(call),
        () => clients.s3(account, region, call.askedBy).send(command, { abortSignal: call.signal }),
      ).catch((error: unknown) => {
        throw causedBy(error, "NoSuchBucket")
          ? new InputError(
              `There is no bucket ${bucket}. Check \`archive\` of account ${account} in cairn.yml.`,
              {
                cause: error,
              },
            )
          : error;
      });
      return {
        files: (page.Contents ?? []).flatMap(({ Key = "", Size = 0 }) =>
          Key === at ? [] : [{ name: Key.slice(at.length), size: Size }],
        ),
        folders: (page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix.slice(at.length, -1)),
        next: page.IsTruncated ? page.NextContinuationToken : undefined,
      };
    },

    /** The whole object, or why there is none to read: a denial may concern this one alone. */
    async get(
      name: string,
      call: BucketCall,
    ): Promise<{ bytes: Uint8Array } | { unreadable: string; refusal?: CairnError }> {
      const command = new GetObjectCommand({ Bucket: bucket, Key: `${root}${name}` });
      try {
        const bytes = await callAws(
          { action: "s3:GetObject", account, region, resource: `${arn}/${root}*` },
          patience(call),
          async () => {
            const { Body } = await clients
              .s3(account, region, call.askedBy)
              .send(command, { abortSignal: call.signal });
            return Body ? await wholeBody(Body, call.signal) : new Uint8Array();
          },
        );
        return { bytes };
      } catch (error) {
        if (error instanceof CairnError && error.code === "aws_access_denied") {
          return { unreadable: "AWS denies reading it", refusal: error };
        }
        const reason = Object.entries(unreadable).find(([code]) => causedBy(error, code))?.[1];
        if (reason === undefined) throw error;
        return { unreadable: reason };
      }
    },
  };
}

/** A body that comes no further, or that nobody waits for any more, must not keep its connection. */
async function wholeBody(
  body: NonNullable<GetObjectCommandOutput["Body"]>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const hangUp = () => {
    if ("destroy" in body) body.destroy(new DOMException("The object came no further.", "TimeoutError"));
  };
  const timer = setTimeout(hangUp, bodyTimeoutMs);
  signal.addEventListener("abort", hangUp, { once: true });
  try {
    return await body.transformToByteArray();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", hangUp);
  }
}

function causedBy(error: unknown, name: string): boolean {
  return error instanceof Error && (nameOf(error) === name || nameOf(error.cause) === name);
}
