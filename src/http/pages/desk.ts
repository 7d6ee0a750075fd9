import type { PageReads, Sessions } from "../../flows/ports/page.ts";
import type { ReadThread } from "../../flows/ports/thread.ts";
import type { Ports } from "../../flows/ports.ts";
import type { Log } from "../../log.ts";
import type { Cookies } from "../sign-in/cookies.ts";
import type { Secrets } from "../sign-in/secrets.ts";
import type { SlackSignIn } from "../sign-in/slack-sign-in.ts";

/** What the pages work with. */
export interface PageDesk {
  ports: Pick<Ports, "store" | "clock" | "people" | "runbooks" | "settings">;
  pages: PageReads;
  sessions: Sessions;
  log: Pick<Log, "info" | "warn" | "error">;
  /** Where people reach the pages, without a slash at the end. */
  origin: string;
  /** Absent: only one-time links let people in. */
  slack: SlackSignIn | undefined;
  teamId: string;
  /** Where an incident's thread is in Slack. */
  permalink: (incidentId: string) => Promise<string | undefined>;
  /** For the transcript: what the thread says by now. */
  readThread?: ReadThread;
  secrets: Secrets;
  cookies: Cookies;
  /** Tries to sign in, a minute: from one address, which may be a proxy's, and from all together. */
  signInTries: { each: number; all: number };
}
