import type { Row } from "../query/query.ts";
import { globMatches } from "../text/glob.ts";

export type CallerKind = "person" | "pipeline" | "service";

/** Session names of roles that EC2 instances have. */
const instance = /^i-[0-9a-f]{8,17}$/;

/** What roles and users of pipelines are usually called; compared without regard to case. */
const usualPipelines = [
  ...["*pipeline*", "*deploy*", "*github*", "*gitlab*", "*jenkins*", "*terraform*", "*codebuild*"],
  ...["*cicd*", "*ci-cd*", "*-ci", "ci-*", "*argocd*", "*buildkite*", "*circleci*", "*atlantis*", "cdk-*"],
];

/**
 * Who made a call, and what kind of caller that is. The kind only folds lines together: nobody hides behind the name
 * of a pipeline, whose calls are shown too.
 */
export function callerOf(
  row: Row,
  pipelines: readonly string[],
): { kind: CallerKind; name: string; key: string } {
  const principal = text(row.principal);
  const invokedBy = text(row["userIdentity.invokedBy"]);
  if (text(row["userIdentity.type"]) === "AWSService" || invokedBy !== "") {
    const name = invokedBy || principal;
    return { kind: "service", name, key: `service ${name}` };
  }
  const name = shortName(principal);
  if (principal.includes(":role/aws-service-role/")) return { kind: "service", name, key: `service ${name}` };
  const own = principal.slice(principal.lastIndexOf("/") + 1).toLowerCase();
  const fits = (pattern: string) => {
    const wanted = pattern.toLowerCase();
    return globMatches(wanted, own) || globMatches(wanted, principal.toLowerCase());
  };
  if ([...usualPipelines, ...pipelines].some(fits))
    return { kind: "pipeline", name, key: `pipeline ${principal}` };
  const person = instance.test(text(row.person)) ? "" : text(row.person);
  const both = person === "" || person === name ? name : `${person} (${name})`;
  return { kind: "person", name: both, key: `person ${principal} ${person}` };
}

/** `deploy` out of `…:role/deploy`, the name of a permission set out of single sign-on's role; what is no ARN stays. */
const shortName = (principal: string): string => {
  if (/^arn:[\w-]+:iam::\d{12}:root$/.test(principal)) return "root";
  const permissionSet = /\/AWSReservedSSO_([^/]+)_[0-9a-f]{16}$/.exec(principal)?.[1];
  if (permissionSet !== undefined) return permissionSet;
  return /^arn:[\w-]+:(?:iam|sts)::\d*:(?:.*\/)?([^/]+)$/.exec(principal)?.[1] ?? (principal || "unknown");
};

const text = (cell: Row[string] | undefined): string => (typeof cell === "string" ? cell : "");
