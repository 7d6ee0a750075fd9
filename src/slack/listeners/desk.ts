import type { ModalView } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import type { Actor } from "../../domain/responder.ts";
import type { People, Reads, RunbookShelf, Settings } from "../../flows/ports.ts";
import type { Log } from "../../log.ts";
import type { CommandNames } from "../ids.ts";
import type { MessageView } from "../views/message.ts";
import type { Flows } from "./flows.ts";

/** What the listeners work with. */
export interface Desk {
  flows: Flows;
  reads: Reads;
  people: People;
  runbooks: RunbookShelf;
  settings: Pick<Settings, "channel" | "accounts" | "zone">;
  /** Without retries, with a time-out below three seconds: what hangs on a trigger, and asides to a person. */
  quick: WebClient;
  commands: CommandNames;
  /** The workspace's address, ending in a slash; without it nothing is linked. */
  workspaceUrl?: string;
  /** The pages' address, without a slash at its end; absent where there are none. */
  pagesUrl?: string;
  /** What is wrong with Cairn just now, in words. */
  trouble?: () => Promise<readonly string[]>;
  log: Log;
  newId: () => string;
  clock: () => Date;
}

/** Somebody wants something, by whichever way it came. */
export interface Wish {
  actor: Extract<Actor, { kind: "responder" }>;
  channel: string | undefined;
  threadTs?: string;
  /** The incident that what was pressed belongs to. */
  incidentId?: string;
  /** Shows this person a form. */
  open(view: ModalView): Promise<void>;
  /** Answers this person alone. */
  tell(message: MessageView): Promise<void>;
  /** There is no trigger to open a form by: `open` offers a button that has one. */
  noForms?: true;
  /** Takes the message away that was clicked, if only this person sees it. */
  dismiss?(): Promise<void>;
}
