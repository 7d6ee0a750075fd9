import { globMatches } from "../text/glob.ts";
import { sessionOf } from "./behind.ts";
import type { IdentityChain } from "./chain.ts";

/** One line of `identities` in the settings: all that it names must fit; `*` stands for anything. */
export interface IdentityRule {
  /** An ARN of a user, role or session. */
  principal?: string;
  /** The name of a person's session: of single sign-on, a source identity, a SAML subject. */
  session?: string;
  /** The subject of a web identity, such as `repo:shop/*`. */
  subject?: string;
  slack?: string;
  /** The session is the address itself, or becomes one with this domain (`@example.com`) behind it. */
  email?: true | string;
  pipeline?: string;
}

export type MappedTo =
  | { to: "slack"; id: string }
  | { to: "email"; email: string }
  | { to: "pipeline"; name: string };

/** Whom the first rule that fits names, and the pattern that did it. */
export type Mapped = MappedTo & { by: string };

/**
 * Only what stands at the chain's end counts: whoever borrows a role is not the role's owner. Undefined when no
 * rule fits.
 */
export function mapIdentity(chain: IdentityChain, rules: readonly IdentityRule[]): Mapped | undefined {
  const names = namesOf(chain);
  for (const rule of rules) {
    const asked = (["principal", "session", "subject"] as const).flatMap((name) => {
      const pattern = rule[name];
      return pattern === undefined ? [] : [{ name, pattern }];
    });
    const fits = asked.every(({ name, pattern }) => names[name].some((text) => globMatches(pattern, text)));
    if (asked.length === 0 || !fits) continue;
    const to = mappedTo(rule, names.session[0] ?? "");
    if (to) return { ...to, by: asked.map(({ name, pattern }) => `${name} ${pattern}`).join(", ") };
  }
  return undefined;
}

function mappedTo({ slack, email, pipeline }: IdentityRule, session: string): MappedTo | undefined {
  if (slack !== undefined) return { to: "slack", id: slack };
  if (pipeline !== undefined) return { to: "pipeline", name: pipeline };
  if (email === undefined) return undefined;
  const address = email === true ? session : `${session}${email}`;
  return /^[\w.+'-]{1,64}@[\w-]+(\.[\w-]+)+$/.test(address) && address.length <= 254
    ? { to: "email", email: address }
    : undefined;
}

function namesOf({ hops, behind }: IdentityChain): Record<"principal" | "session" | "subject", string[]> {
  const last = hops.at(-1);
  if (last === undefined) return { principal: [], session: [], subject: [] };
  const { caller, issued } = last;
  const isWebIdentity = caller.type === "WebIdentityUser";
  const federated = isWebIdentity || caller.type === "SAMLUser";
  const sessions = [
    behind.kind === "person" ? behind.name : [],
    sessionOf(caller) ?? [],
    caller.sourceIdentity ?? [],
  ];
  return {
    principal: [
      caller.arn ?? [],
      caller.issuer?.arn ?? [],
      // Nobody else can take on a role by an identity provider's word: the role names the pipeline.
      federated ? (issued?.role ?? []) : [],
    ].flat(),
    // A machine's session has a name too, which is nobody's.
    session: isWebIdentity || !["person", "unknown"].includes(behind.kind) ? [] : sessions.flat(),
    subject: isWebIdentity ? [behind.name] : [],
  };
}
