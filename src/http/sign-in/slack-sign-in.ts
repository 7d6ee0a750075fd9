import * as oidc from "openid-client";
import { ForbiddenError, UnavailableError } from "../../domain/errors.ts";

export interface SlackApp {
  /** Slack's own address, from which its endpoints are learnt: `https://slack.com`. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  teamId: string;
  /** Where Slack sends people back to. */
  redirectUri: string;
  clock: () => Date;
}

/** What must come back with whoever was sent to Slack; it stays with their browser. */
export interface SignInTry {
  state: string;
  nonce: string;
  verifier: string;
}

export interface SlackSignIn {
  begin(): Promise<{ to: URL; attempt: SignInTry }>;
  /** Who came back. Throws ForbiddenError when anything is not as it was sent, or they are of another workspace. */
  finish(cameBack: URL, attempt: SignInTry): Promise<{ personId: string; teamId: string }>;
}

const teamClaim = "https://slack.com/team_id";
const userClaim = "https://slack.com/user_id";
const waitSeconds = 8;

/** Sign in with Slack: OpenID Connect with state, nonce, PKCE where Slack offers it, and id tokens checked by its keys. */
export function createSlackSignIn(app: SlackApp): SlackSignIn {
  let known: Promise<oidc.Configuration> | undefined;
  const configuration = (): Promise<oidc.Configuration> => {
    known ??= discover(app).catch((cause: unknown) => {
      known = undefined;
      throw new UnavailableError("Slack does not answer, so nobody can sign in now. Try again in a moment.", {
        cause,
      });
    });
    return known;
  };
  return {
    async begin() {
      const config = await configuration();
      const attempt = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const pkce = config.serverMetadata().supportsPKCE();
      const to = oidc.buildAuthorizationUrl(config, {
        redirect_uri: app.redirectUri,
        scope: "openid profile",
        state: attempt.state,
        nonce: attempt.nonce,
        team: app.teamId,
        ...(pkce && {
          code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
          code_challenge_method: "S256",
        }),
      });
      return { to, attempt };
    },

    async finish(cameBack, { state, nonce, verifier }) {
      if (cameBack.searchParams.get("error") === "access_denied")
        throw new ForbiddenError("You did not let Slack say who you are. Sign in again to change that.");
      const config = await configuration();
      const pkce = config.serverMetadata().supportsPKCE();
      const tokens = await oidc
        .authorizationCodeGrant(config, cameBack, {
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
          ...(pkce && { pkceCodeVerifier: verifier }),
        })
        .catch((cause: unknown) => {
          throw isSilence(cause)
            ? new UnavailableError("Slack did not answer. Sign in again in a moment.", { cause })
            : Object.assign(new ForbiddenError("This sign-in is not valid (any more). Sign in again."), {
                cause,
              });
        });
      const claims = tokens.claims();
      const personId = claims?.[userClaim] ?? claims?.sub;
      if (claims?.[teamClaim] !== app.teamId || typeof personId !== "string")
        throw new ForbiddenError("You signed in with another Slack workspace. Choose this one.");
      return { personId, teamId: app.teamId };
    },
  };
}

async function discover({ issuer, clientId, clientSecret, clock }: SlackApp): Promise<oidc.Configuration> {
  const skew = Math.round((clock().getTime() - Date.now()) / 1_000);
  const config = await oidc.discovery(
    new URL(issuer),
    clientId,
    { [oidc.clockSkew]: skew, [oidc.clockTolerance]: 10, id_token_signed_response_alg: "RS256" },
    oidc.ClientSecretPost(clientSecret),
    {
      timeout: waitSeconds,
      // The sandbox on this machine has no certificate; anywhere else plain HTTP is refused.
      execute: [oidc.enableNonRepudiationChecks, ...(isLoopback(issuer) ? [oidc.allowInsecureRequests] : [])],
    },
  );
  return config;
}

const isLoopback = (address: string): boolean =>
  ["127.0.0.1", "localhost"].includes(new URL(address).hostname);

/** The network, or Slack's own trouble; not an answer that says no. */
function isSilence(error: unknown): boolean {
  if (error instanceof TypeError && error.message === "fetch failed") return true;
  if (error instanceof Error && error.name === "TimeoutError") return true;
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    (cause instanceof Response && cause.status >= 500) ||
    (cause instanceof Error && cause !== error && isSilence(cause))
  );
}
