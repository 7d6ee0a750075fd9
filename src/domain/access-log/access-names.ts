import { endpointOf } from "./endpoint.ts";

type Fields = { readonly [field: string]: unknown };

/** What people mean, read from an access-log record: the same names as in CloudTrail, so that rows can be joined. */
export const accessNames: Record<string, (record: Fields) => (string | undefined)[]> = {
  ip: ({ clientIp }) => [text(clientIp)],
  key: ({ keyId }) => [text(keyId)],
  /** What was asked of the service, for counting: the route, else the path without its ids. */
  endpoint: ({ route, path }) => {
    const asked = text(path);
    return [text(route) ?? (asked === undefined ? undefined : endpointOf(asked))];
  },
  principal: (record) => [principalOf(record)],
  actor: (record) => {
    const { subject, consumer, keyId } = record;
    return [...new Set([principalOf(record), text(subject), text(consumer), text(keyId)])];
  },
};

/** A signed call shows the session's ARN, where CloudTrail's principal is the role behind it. */
function principalOf({ subject, consumer, keyId }: Fields): string | undefined {
  return roleBehind(text(subject)) ?? text(consumer) ?? text(keyId);
}

/** The role's path is not part of a session's ARN, so that roles below a path keep a shorter name here. */
function roleBehind(subject: string | undefined): string | undefined {
  const [, partition, account, role] =
    /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(subject ?? "") ?? [];
  return role === undefined ? subject : `arn:${partition}:iam::${account}:role/${role}`;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
