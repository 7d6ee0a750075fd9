import { elementsOf, isRecord, pathReader, type TrailRecord } from "./record.ts";

const maxResources = 200;
const maxNesting = 8;
const arnsOfRecord = pathReader("resources.ARN");

// `bucketName`, `instanceId`, `policyArn`, `dBInstanceIdentifier`, `name`; request, paging and client ids name nothing.
const namesSomething = /(?:name|id|ids|names|arn|arns|identifier)$/i;
const namesNothing =
  /^(?:requestId|clientRequestId|hostId|ownerId|accountId|clientToken|eventName|assumedRoleId)$/i;

/** All that a record names as touched, the most telling first: ARNs and the names at their ends, then parameters. */
export function resourcesOf(record: TrailRecord): string[] {
  const found = new Set<string>();
  for (const arn of elementsOf(arnsOfRecord(record))) if (typeof arn === "string") add(found, arn);
  gather(found, record.requestParameters, "", maxNesting);
  gather(found, record.responseElements, "", maxNesting);
  return [...found];
}

function gather(found: Set<string>, value: unknown, key: string, nesting: number): void {
  if (found.size >= maxResources || nesting === 0) return;
  if (typeof value === "string") {
    if (value !== "" && namesSomething.test(key) && !namesNothing.test(key)) add(found, value);
  } else if (Array.isArray(value)) {
    for (const element of value) gather(found, element, key, nesting - 1);
  } else if (isRecord(value)) {
    for (const [name, inner] of Object.entries(value)) gather(found, inner, name, nesting - 1);
  }
}

function add(found: Set<string>, name: string): void {
  found.add(name);
  if (name.startsWith("arn:"))
    found.add(name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf(":")) + 1));
}
