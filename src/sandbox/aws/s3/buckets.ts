import { createHash } from "node:crypto";

/** What is kept of an object. Its bytes may be made when somebody first asks for them. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly etag: string;
  modifiedAt: Date;
  /** Headers that were given with it and are given back: content type and encoding, x-amz-meta-…, checksum. */
  headers: Record<string, string>;
}

export interface Bucket {
  name: string;
  /** The account. */
  owner: string;
  region: string;
  createdAt: Date;
  get: (key: string) => StoredObject | undefined;
  put: (key: string, object: StoredObject) => void;
  remove: (key: string) => void;
  /** In the order of their UTF-8 bytes. */
  keys: () => readonly string[];
}

/** All buckets there are: a name belongs to one account of the world. */
export interface Buckets {
  find: (name: string) => Bucket | undefined;
  /** Makes it unless it is there. */
  ensure: (wish: Pick<Bucket, "name" | "owner" | "region" | "createdAt">) => Bucket;
  ownedBy: (account: string) => Bucket[];
}

export function createBuckets(): Buckets {
  const buckets = new Map<string, Bucket>();
  return {
    find: (name) => buckets.get(name),
    ensure(wish) {
      const bucket = buckets.get(wish.name) ?? createBucket(wish);
      buckets.set(wish.name, bucket);
      return bucket;
    },
    ownedBy: (account) => [...buckets.values()].filter(({ owner }) => owner === account),
  };
}

function createBucket(wish: Pick<Bucket, "name" | "owner" | "region" | "createdAt">): Bucket {
  const objects = new Map<string, StoredObject>();
  let sorted: string[] | undefined;
  return {
    ...wish,
    get: (key) => objects.get(key),
    put(key, object) {
      if (!objects.has(key)) sorted = undefined;
      objects.set(key, object);
    },
    remove(key) {
      if (objects.delete(key)) sorted = undefined;
    },
    keys() {
      sorted ??= [...objects.keys()].sort(compareKeys);
      return sorted;
    },
  };
}

export function compareKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

export function storedObject(
  make: () => Buffer,
  { modifiedAt, headers = {} }: { modifiedAt: Date; headers?: Record<string, string> },
): StoredObject {
  let bytes: Buffer | undefined;
  let etag: string | undefined;
  const made = () => {
    bytes ??= make();
    return bytes;
  };
  return {
    modifiedAt,
    headers,
    get bytes() {
      return made();
    },
    get etag() {
      etag ??= `"${createHash("md5").update(made()).digest("hex")}"`;
      return etag;
    },
  };
}
