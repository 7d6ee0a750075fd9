import { type Caller, lastPart, type Sighting } from "./sighting.ts";

/** What stands at the end of a chain. */
export type BehindKind =
  | "person"
  | "pipeline"
  | "user"
  | "root"
  | "machine"
  | "service"
  | "account"
  | "unknown";

/** `certain`: AWS or an identity provider says so. `likely`: somebody set it once. `weak`: whoever called chose it. */
export const confidences = ["weak", "likely", "certain"] as const;
export type Confidence = (typeof confidences)[number];

export interface Behind {
  kind: BehindKind;
  /** As the records have it: from outside. */
  name: string;
  confidence: Confidence;
  /** How that is known, in words of ours. */
  because: string;
}

/** Who a caller is when nobody stands behind them; undefined for a session that somebody was given. */
export function behindCaller(caller: Caller): Behind | undefined {
  const certain = (kind: BehindKind, name: string | undefined, because: string): Behind => ({
    kind,
    name: name ?? "unnamed",
    confidence: "certain",
    because,
  });
  switch (caller.type) {
    case "Root":
      return certain("root", `root of ${caller.account ?? "this account"}`, "the account's root user");
    case "IAMUser":
      return certain(
        "user",
        caller.userName ?? nameOf(caller),
        "an IAM user with a key or password of its own",
      );
    case "FederatedUser":
      return caller.issuer === undefined
        ? undefined
        : certain(
            caller.issuer.type === "Root" ? "root" : "user",
            caller.issuer.name,
            "whoever asked for the federation token",
          );
    case "SAMLUser":
      return certain("person", caller.userName ?? caller.principalId, "the identity provider's word (SAML)");
    case "WebIdentityUser":
      return webIdentity(caller);
    case "IdentityCenterUser":
      return certain("person", caller.onBehalfOf ?? caller.userName, "a person of Identity Center");
    case "AWSService":
      return certain("service", caller.invokedBy, "a service of AWS by itself");
    case "AssumedRole":
      return ofSession(caller);
    default:
      return undefined;
  }
}

/** Sessions whose name AWS itself gives. */
function ofSession(caller: Caller): Behind | undefined {
  const { issuer } = caller;
  const session = sessionOf(caller);
  if (issuer?.arn.includes(":role/aws-service-role/"))
    return { kind: "service", name: issuer.name, confidence: "certain", because: "a service's own role" };
  if (session === undefined) return undefined;
  if (issuer?.name.startsWith("AWSReservedSSO_"))
    return {
      kind: "person",
      name: session,
      confidence: "certain",
      because: "Identity Center names its sessions after the person",
    };
  if (caller.isMachine)
    return {
      kind: "machine",
      name: session,
      confidence: "certain",
      because: "credentials that EC2 gave a machine",
    };
  return undefined;
}

const codeHosts =
  /(^|\/\/|\/)(token\.actions\.githubusercontent\.com|gitlab\.[\w.-]+|api\.bitbucket\.org|agent\.buildkite\.com|oidc\.circleci\.com)/;

function webIdentity({ userName, principalId, identityProvider = "" }: Caller): Behind {
  // `<provider>:<audience>:<subject>` when the subject stands nowhere else.
  const subject = userName ?? principalId ?? "unnamed";
  const because = "the identity provider's word (OIDC)";
  const is = (kind: BehindKind): Behind => ({ kind, name: subject, confidence: "certain", because });
  if (codeHosts.test(identityProvider) || /^(repo|project_path|organization|org)[:/]/.test(subject))
    return is("pipeline");
  if (subject.startsWith("system:serviceaccount:")) return is("machine");
  return is("person");
}

/** Where nothing more could be found out about a session: what it says of itself. */
export function behindLast({ caller }: Sighting, sourceIdentity: string | undefined): Behind {
  if (sourceIdentity !== undefined)
    return {
      kind: "person",
      name: sourceIdentity,
      confidence: "likely",
      because: "the source identity that was set when the first role was taken on",
    };
  const session = sessionOf(caller);
  if (caller.type === "AWSAccount")
    return {
      kind: "account",
      name: caller.account ?? "unnamed",
      confidence: "certain",
      because: "somebody in that account, whose records are not here",
    };
  if (session !== undefined && /^i-[0-9a-f]{8,17}$/.test(session))
    return {
      kind: "machine",
      name: session,
      confidence: "likely",
      because: "a session named like a machine",
    };
  return {
    kind: "unknown",
    name: session ?? nameOf(caller),
    confidence: "weak",
    because:
      session === undefined
        ? "the record does not tell"
        : "only the session's own name, which whoever took the role on chose",
  };
}

/** Of an assumed role's session: the name it was given. */
export function sessionOf({ type, arn, principalId }: Caller): string | undefined {
  if (type !== "AssumedRole") return undefined;
  if (arn?.includes("/")) return lastPart(arn);
  return principalId?.includes(":") ? principalId.slice(principalId.indexOf(":") + 1) : undefined;
}

const nameOf = ({ arn, userName, principalId, invokedBy, account }: Caller): string =>
  userName ??
  (arn === undefined ? undefined : lastPart(arn)) ??
  invokedBy ??
  principalId ??
  account ??
  "unnamed";

/** `role/admin` of an ARN, or what is known instead. */
export function callerName(caller: Caller): string {
  const behind = behindCaller(caller);
  if (caller.type === "AssumedRole") {
    const role = `role/${caller.issuer?.name ?? "unnamed"}`;
    const session = sessionOf(caller);
    if (session === undefined) return role;
    return caller.issuer?.name.startsWith("AWSReservedSSO_")
      ? `${role} (SSO session ${session})`
      : `${role} (session ${session})`;
  }
  if (caller.type === "IAMUser") return `user/${caller.userName ?? nameOf(caller)}`;
  if (caller.type === "AWSAccount") return `account ${caller.account ?? "unnamed"}`;
  return behind?.name ?? nameOf(caller);
}
