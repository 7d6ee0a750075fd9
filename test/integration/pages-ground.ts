import { randomUUID } from "node:crypto";
import { WebClient } from "@slack/web-api";
import type pg from "pg";
import { openPageLink } from "../../src/flows/home/open-page-link.ts";
import { keepChannels } from "../../src/flows/thread/keep-channels.ts";
import { createPages } from "../../src/http/pages/pages.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { createCookies } from "../../src/http/sign-in/cookies.ts";
import { createSecrets } from "../../src/http/sign-in/secrets.ts";
import { createSlackSignIn } from "../../src/http/sign-in/slack-sign-in.ts";
import { createLog } from "../../src/log.ts";
import { startWorkspace } from "../../src/sandbox/slack/index.ts";
import { seedChannels } from "../../src/sandbox/slack/seed.ts";
import { channelKinds } from "../../src/slack/check-channels.ts";
import { manifestFile } from "../../src/slack/manifest.ts";
import { createPeople } from "../../src/slack/people.ts";
import { openPool } from "../../src/store/database/pool.ts";
import { createPageReads } from "../../src/store/page-reads.ts";
import { createSessions } from "../../src/store/sessions.ts";
import { createStore } from "../../src/store/store.ts";
import { fakeWorld } from "../fakes/world.ts";
import { quiet } from "./postgres.ts";

export const warRoom = "C0WARROOM";

/** The pages over a real database and the sandbox's Slack. In the war room are the first responder and the lead's deputy. */
export async function pagesGround(
  databaseUrl: string,
  { signInTries = { each: 1_000, all: 1_000 }, zone = "UTC" } = {},
) {
  const lines: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line: string) => void lines.push(line) } });
  const workspace = await startWorkspace({
    manifestFile: manifestFile.pathname,
    channels: [
      ...seedChannels,
      { id: warRoom, name: "war-room", kind: "private", members: ["U0RESPONDER", "U0ONCALL", "U0CAIRN"] },
    ],
  });
  const pool: pg.Pool = await openPool({ databaseUrl, log: quiet });
  let ahead = 0;
  const clock = () => new Date(Date.now() + ahead);
  const store = createStore({ pool, newId: randomUUID, clock, destinations: ["slack"] });
  const client = new WebClient(workspace.botToken, { slackApiUrl: workspace.apiUrl });
  let now = 0;
  const people = createPeople({
    client,
    roles: {
      responders: ["U0RESPONDER", "U0RESPONDER2", "U0GUEST"],
      leads: ["U0LEAD", "U0ONCALL"],
      admins: ["U0ADMIN"],
    },
    teamId: workspace.teamId,
    privateChannels: () => store.privateChannels(),
    log,
    now: () => now,
  });
  const ports = { ...fakeWorld({ zone }).ports, store, clock, newId: randomUUID, people };
  await keepChannels(ports, await channelKinds(client, ["C0INCIDENTS", warRoom]));

  const server = createHttpServer({ port: 0, host: "127.0.0.1", log });
  const { port } = await server.start();
  const origin = `http://127.0.0.1:${port}`;
  const sessions = createSessions(pool);
  const secrets = createSecrets("a session key of the tests, long enough");
  const slack = createSlackSignIn({
    issuer: workspace.url,
    clientId: workspace.clientId,
    clientSecret: workspace.clientSecret,
    teamId: workspace.teamId,
    redirectUri: `${origin}/sign-in/slack/back`,
    clock,
  });
  const pages = createPageReads(pool);
  const desk = {
    ...{ ports, pages, sessions, log, origin, slack, secrets, teamId: workspace.teamId },
    permalink: async () => `${workspace.url}/archives/C0INCIDENTS/p1`,
    ...{ cookies: createCookies(false), signInTries },
  };
  server.open({ routers: [createPages(desk)], checks: { ready: {}, alive: {} } });

  return {
    ...{ workspace, pool, store, ports, pages, origin, lines },
    browser: () => browserAt(origin),
    /** Lets Cairn's clock run ahead, the workspace's left alone. */
    advance: (ms: number) => {
      ahead += ms;
    },
    /** What was remembered of people and their channels is forgotten. */
    forget: () => {
      now += 120_000;
    },
    async link(personId: string) {
      const token = secrets.newToken();
      await openPageLink({ sessions, clock }, { personId, tokenHash: secrets.hashed(token) });
      return token;
    },
    async stop() {
      await server.stop();
      await workspace.stop();
      await pool.end();
    },
  };
}

export type PagesGround = Awaited<ReturnType<typeof pagesGround>>;
export type TestBrowser = ReturnType<typeof browserAt>;

/** As much of a browser as signing in needs: cookies, and forms that say where they come from. */
export function browserAt(origin: string) {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(new URL(path, origin), {
      ...init,
      redirect: "manual",
      headers: {
        ...(cookies.size > 0 && {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        }),
        ...init.headers,
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await answer.text();
    return { status: answer.status, text, headers: answer.headers, to: answer.headers.get("location") ?? "" };
  };
  const browser = {
    cookies,
    get: (path: string, headers: Record<string, string> = {}) => send(path, { headers }),
    post: (path: string, fields: Record<string, string>, headers: Record<string, string> = { origin }) =>
      send(path, { method: "POST", body: new URLSearchParams(fields), headers }),
    /** Until Slack has sent us back: where to, and not yet gone there. */
    async throughSlack(personId: string, back = "/incidents"): Promise<string> {
      const begun = await browser.get(`/sign-in/slack?${new URLSearchParams({ back })}`);
      const asked = new URL(begun.to);
      const said = await fetch(`${asked.origin}${asked.pathname}`, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams([...asked.searchParams, ["person", personId]]),
      });
      const location = new URL(said.headers.get("location") ?? "");
      return location.pathname + location.search;
    },
    async signIn(personId: string, back?: string) {
      return browser.get(await browser.throughSlack(personId, back));
    },
    /** The key that a page's forms carry. */
    async formKey(path = "/incidents") {
      return /name="key" value="([^"]+)"/.exec((await browser.get(path)).text)?.[1] ?? "";
    },
  };
  return browser;
}
