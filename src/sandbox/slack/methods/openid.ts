import { createHash } from "node:crypto";
import { claimsOf, idToken } from "../openid/id-token.ts";
import type { Grant } from "../openid/openid.ts";
import { SlackError } from "../slack-error.ts";
import { type Call, type Methods, text, tier } from "./method.ts";

/** Sign in with Slack: a code for an id token, once, for the app that it was given to. */
export const openidMethods: Methods = {
  "openid.connect.token": {
    token: "none",
    perMinute: tier.three,
    run(call) {
      const { world, args } = call;
      requireApp(call);
      if (!["", "authorization_code"].includes(text(args, "grant_type")))
        throw new SlackError("invalid_grant_type");
      const grant = takeGrant(call);
      const token = `xoxp-sandbox-${world.openid.tokens.size + 1}`;
      world.openid.tokens.set(token, { person: grant.person, scopes: grant.scopes });
      return { access_token: token, token_type: "Bearer", id_token: idToken(world, grant) };
    },
  },
  "openid.connect.userInfo": {
    token: "none",
    perMinute: tier.four,
    run({ world, args }) {
      const known = world.openid.tokens.get(text(args, "token"));
      if (known === undefined) throw new SlackError("invalid_auth");
      return claimsOf(world, known.person, known.scopes);
    },
  },
};

function requireApp({ world, args }: Call): void {
  if (text(args, "client_id") !== world.openid.clientId) throw new SlackError("invalid_client_id");
  if (text(args, "client_secret") !== world.openid.clientSecret) throw new SlackError("bad_client_secret");
}

function takeGrant({ world, args }: Call): Grant {
  const code = text(args, "code");
  const grant = world.openid.grants.get(code);
  // Good for once, whatever comes of it.
  world.openid.grants.delete(code);
  if (grant === undefined) throw new SlackError("invalid_code");
  if (world.clock.now().getTime() > grant.expiresAt) throw new SlackError("code_expired");
  if (text(args, "redirect_uri") !== grant.redirectUri) throw new SlackError("bad_redirect_uri");
  const verifier = createHash("sha256").update(text(args, "code_verifier")).digest("base64url");
  if (grant.challenge !== undefined && verifier !== grant.challenge)
    throw new SlackError("invalid_code_verifier");
  return grant;
}
