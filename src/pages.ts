import type { Router } from "express";
import { InputError } from "./domain/errors.ts";
import type { PageDesk } from "./http/pages/desk.ts";
import { createPages } from "./http/pages/pages.ts";
import { createCookies } from "./http/sign-in/cookies.ts";
import { createSecrets } from "./http/sign-in/secrets.ts";
import { createSlackSignIn } from "./http/sign-in/slack-sign-in.ts";
import { pageLinks } from "./parts/page-links.ts";
import type { Parts } from "./parts.ts";
import { permalink } from "./slack/permalink.ts";
import { createPageReads } from "./store/page-reads.ts";
import { createSessions } from "./store/sessions.ts";

export interface Pages {
  router: Router;
  /** An address that signs one person in, once, and leads to a page or to the list. */
  link(personId: string, path?: string): Promise<string>;
}

/** The pages, where the settings say that people can reach them. */
export function pagesOf(parts: Parts): Pages | undefined {
  const { config, ports, pool, slack, log } = parts;
  const { web } = config.file;
  if (web === undefined) return undefined;
  const key = config.environment.CAIRN_SESSION_KEY;
  if (key === undefined) throw new InputError("CAIRN_SESSION_KEY: is needed because web is set.");
  const secrets = createSecrets(key);
  const sessions = createSessions(pool);
  const desk: PageDesk = {
    ...{ ports, sessions, secrets, log },
    readThread: ports.readThread,
    pages: createPageReads(pool),
    origin: new URL(web.url).origin,
    slack: slackSignIn(parts, web),
    teamId: slack.identity.teamId,
    permalink: async (id) => permalink(slack.identity.url, await ports.store.shown(id, "root")),
    signInTries: { each: 60, all: 300 },
    cookies: createCookies(web.url.startsWith("https:")),
  };
  return {
    router: createPages(desk),
    link: pageLinks({ sessions, secrets, clock: ports.clock, origin: desk.origin }),
  };
}

function slackSignIn(
  { config: { environment }, slack, ports }: Parts,
  { url, clientId }: NonNullable<Parts["config"]["file"]["web"]>,
): PageDesk["slack"] {
  const clientSecret = environment.SLACK_CLIENT_SECRET;
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return createSlackSignIn({
    // Slack for governments, and the sandbox, have an address of their own.
    issuer: new URL(environment.SLACK_API_URL ?? "https://slack.com/api/").origin,
    ...{ clientId, clientSecret, teamId: slack.identity.teamId, clock: ports.clock },
    redirectUri: `${url}/sign-in/slack/back`,
  });
}
