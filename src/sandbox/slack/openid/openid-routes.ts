import { randomBytes } from "node:crypto";
import express, { type Router } from "express";
import { requirePerson } from "../channels.ts";
import { readArguments } from "../request-body.ts";
import { SlackError } from "../slack-error.ts";
import type { World } from "../world.ts";
import { authorizeFault, authorizePage } from "./authorize-page.ts";

const asked = [
  ...["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "team"],
  ...["code_challenge", "code_challenge_method"],
];
const scopes = ["openid", "profile", "email"];
const codeLastsMs = 600_000;

/** Sign in with Slack: discovery, keys, and the page on which one says yes. */
export function openidRoutes(world: World): Router {
  const router = express.Router();

  router.get("/.well-known/openid-configuration", (_request, response) => {
    response.json({
      issuer: world.url,
      authorization_endpoint: `${world.url}/openid/connect/authorize`,
      token_endpoint: `${world.url}/api/openid.connect.token`,
      userinfo_endpoint: `${world.url}/api/openid.connect.userInfo`,
      jwks_uri: `${world.url}/openid/connect/keys`,
      scopes_supported: scopes,
      response_types_supported: ["code"],
      response_modes_supported: ["form_post"],
      grant_types_supported: ["authorization_code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      claims_supported: ["sub", "auth_time", "iss"],
      claims_parameter_supported: false,
      request_parameter_supported: false,
      request_uri_parameter_supported: true,
      token_endpoint_auth_methods_supported: ["client_secret_post"],
    });
  });

  router.get("/openid/connect/keys", (_request, response) => {
    const { publicKey, keyId } = world.openid;
    response.json({
      keys: [{ ...publicKey.export({ format: "jwk" }), kid: keyId, use: "sig", alg: "RS256" }],
    });
  });

  router.get("/openid/connect/authorize", (request, response) => {
    const fields = fieldsOf(Object.fromEntries(new URL(request.url, world.url).searchParams));
    const fault = faultIn(world, fields);
    if (fault !== undefined) return void response.status(400).send(authorizeFault(fault));
    const people = world.state.people.filter((person) => !person.isBot);
    response.send(authorizePage(world.manifest.appName, people, fields));
  });

  router.post("/openid/connect/authorize", async (request, response) => {
    const args = (await readArguments(request)) as Record<string, unknown>;
    const fields = fieldsOf(args);
    const fault = faultIn(world, fields);
    if (fault !== undefined) return void response.status(400).send(authorizeFault(fault));
    const back = new URL(fields.redirect_uri ?? "");
    if (fields.state !== undefined) back.searchParams.set("state", fields.state);
    if (args.deny === undefined) back.searchParams.set("code", grant(world, String(args.person), fields));
    else back.searchParams.set("error", "access_denied");
    response.redirect(302, back.href);
  });

  return router;
}

function grant(world: World, person: string, fields: Record<string, string | undefined>): string {
  requirePerson(world, person);
  const code = randomBytes(24).toString("base64url");
  world.openid.grants.set(code, {
    person,
    redirectUri: fields.redirect_uri ?? "",
    nonce: fields.nonce,
    challenge: fields.code_challenge,
    scopes: (fields.scope ?? "").split(/[ ,]+/),
    expiresAt: world.clock.now().getTime() + codeLastsMs,
  });
  return code;
}

const fieldsOf = (given: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(asked.flatMap((name) => (typeof given[name] === "string" ? [[name, given[name]]] : [])));

/** As strict as Slack is; a redirect to a page nobody registered must not happen. */
function faultIn(world: World, fields: Record<string, string | undefined>): string | undefined {
  if (fields.client_id !== world.openid.clientId) return "invalid_client_id";
  if (fields.response_type !== "code") return "response_type must be code";
  const wanted = (fields.scope ?? "").split(/[ ,]+/);
  if (!wanted.includes("openid") || wanted.some((each) => !scopes.includes(each))) return "invalid_scope";
  if (!redirectAllowed(fields.redirect_uri)) return "bad_redirect_uri";
  if (fields.code_challenge !== undefined && fields.code_challenge_method !== "S256")
    return "invalid_code_challenge_method";
  return undefined;
}

/** Slack takes https only; what runs on this machine is let through for the sake of the demo. */
function redirectAllowed(text: string | undefined): boolean {
  try {
    const { protocol, hostname } = new URL(text ?? "");
    return protocol === "https:" || ["127.0.0.1", "localhost"].includes(hostname);
  } catch {
    throw new SlackError("bad_redirect_uri");
  }
}
