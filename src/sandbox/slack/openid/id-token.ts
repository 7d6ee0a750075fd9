import { createSign } from "node:crypto";
import { requirePerson } from "../channels.ts";
import type { Fields } from "../json.ts";
import { team } from "../seed.ts";
import type { World } from "../world.ts";
import type { Grant } from "./openid.ts";

/** Slack's own: five minutes. */
const validSeconds = 300;

/** Who somebody is, as Slack's userInfo and id tokens give it. */
export function claimsOf(world: World, personId: string, scopes: readonly string[]): Fields {
  const person = requirePerson(world, personId);
  return {
    sub: person.id,
    "https://slack.com/user_id": person.id,
    "https://slack.com/team_id": team.id,
    ...(scopes.includes("email") && { email: `${person.handle}@example.com`, email_verified: true }),
    ...(scopes.includes("profile") && {
      name: person.name,
      given_name: person.name,
      locale: "en-US",
      "https://slack.com/team_name": team.name,
      "https://slack.com/team_domain": team.domain,
    }),
  };
}

export function idToken(world: World, grant: Grant): string {
  const { openid } = world;
  const now = Math.floor(world.clock.now().getTime() / 1000);
  const honest: Fields = {
    iss: world.url,
    aud: openid.clientId,
    iat: now,
    exp: now + validSeconds,
    auth_time: now,
    ...(grant.nonce !== undefined && { nonce: grant.nonce }),
    ...claimsOf(world, grant.person, grant.scopes),
  };
  const { claims = (each: Fields) => each, strangeKey, unsigned } = openid.tampering ?? {};
  const header = { alg: unsigned ? "none" : "RS256", typ: "JWT", kid: openid.keyId };
  const body = `${encode(header)}.${encode(claims(honest))}`;
  if (unsigned) return `${body}.`;
  const key = strangeKey ? openid.strangeKey : openid.privateKey;
  return `${body}.${createSign("RSA-SHA256").update(body).sign(key, "base64url")}`;
}

const encode = (part: Fields): string => Buffer.from(JSON.stringify(part)).toString("base64url");
