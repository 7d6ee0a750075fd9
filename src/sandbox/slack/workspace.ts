import type { z } from "zod";
import type { WorldFaultInput } from "./create-fault.ts";
import type { ApiFaultInput, DeliveryFaultInput } from "./faults.ts";
import type { IdTokenTampering } from "./openid/openid.ts";
import type { PersonClient } from "./people/person-client.ts";
import type { Channel, Person } from "./records.ts";
import type { Report } from "./report.ts";
import type { SeedChannel } from "./seed.ts";
import type { socketFaultSchema } from "./socket-faults.ts";

export interface WorkspaceOptions {
  /** 0 or absent: any free port. A taken one is swapped for a free one; see `Workspace.port`. */
  port?: number;
  clock?: () => Date;
  /** Keeps the workspace here across restarts, uploads in a folder beside it. Absent: in memory. */
  stateFile?: string;
  manifestFile: string;
  /** Delivers by signed HTTP to this URL instead of by Socket Mode. */
  requestUrl?: string;
  /** Commands under another name than the manifest's: `{ "/incident": "/inc" }`. */
  commandNames?: Record<string, string>;
  people?: Person[];
  channels?: SeedChannel[];
  /** How many events the app gets in an hour before it is rate limited; Slack's 30,000 when not said. */
  eventsAnHour?: number;
}

/** With the next calls, with the next deliveries, with the connections, or done by somebody else at once. */
export type FaultInput =
  | ApiFaultInput
  | DeliveryFaultInput
  | z.input<typeof socketFaultSchema>
  | WorldFaultInput;

export interface Workspace {
  /** The page. */
  url: string;
  /** What the app takes as `slackApiUrl`. */
  apiUrl: string;
  port: number;
  /** Set when the port asked for was taken. */
  portTaken?: number;
  botToken: string;
  appToken: string;
  signingSecret: string;
  teamId: string;
  appId: string;
  /** Of Sign in with Slack. */
  clientId: string;
  clientSecret: string;
  /** What is wrong with id tokens from now on; without it they are honest again. */
  tamperIdTokens(how?: IdTokenTampering): void;
  botUserId: string;
  people: Person[];
  channels: Pick<Channel, "id" | "name">[];
  /** One person at their screen, over the same code as `/sandbox/act`. */
  as(personId: string): PersonClient;
  report(): Report;
  fault(fault: FaultInput): void;
  /** Everything as it should be again, the token included. */
  clearFaults(): void;
  /** What Slack does when a request URL is saved. Says what is wrong; nothing when the app answered well. */
  verifyRequestUrl(): Promise<string | undefined>;
  now(): Date;
  /** Lets time pass in this workspace at once: triggers and response URLs age, retries fall due. */
  advance(ms: number): void;
  stop(): Promise<void>;
}
