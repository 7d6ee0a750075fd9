import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { CairnError, UnavailableError } from "../domain/errors.ts";
import { spellOut } from "../domain/text/visible.ts";
import { awsError, codeOf, nameOf, statusOf } from "./errors.ts";

export interface OutgoingEvent {
  /** Becomes the detail-type, for instance `incident.opened`. */
  type: string;
  detail: object;
  at: Date;
  /** Stands in the detail as `eventId`: EventBridge may deliver twice, and gives a second put another id. */
  id: string;
}

export interface EventsOutOptions {
  eventbridge: Pick<EventBridgeClient, "send">;
  /** Name or ARN of the bus. */
  busName: string;
  source: string;
}

/** A request must stay below 1 MB (docs); the rest of an entry needs little. */
const detailBytesMax = 1_000_000;
const passingCodes = new Set([
  "InternalFailure",
  "InternalException",
  "ServiceUnavailable",
  "ThrottlingException",
  "Throttling",
]);

/** Puts our events on an EventBridge bus. Throws CairnError that says whether trying again can help. */
export function createEventsOut({ eventbridge, busName, source }: EventsOutOptions) {
  return async function put(event: OutgoingEvent): Promise<void> {
    const detail = spellOut(JSON.stringify({ ...event.detail, eventId: event.id }));
    if (Buffer.byteLength(detail) > detailBytesMax) {
      throw new CairnError(
        "event_too_large",
        `The event ${event.type} is larger than the 1 MB that EventBridge takes.`,
      );
    }
    const answer = await eventbridge
      .send(
        new PutEventsCommand({
          Entries: [
            { EventBusName: busName, Source: source, DetailType: event.type, Detail: detail, Time: event.at },
          ],
        }),
      )
      .catch((error: unknown) => {
        throw busError(error, busName);
      });
    // A refused entry comes with HTTP 200.
    const entry = answer.Entries?.[0];
    if (entry?.ErrorCode) throw entryError(entry.ErrorCode, entry.ErrorMessage ?? "", event.type, busName);
    if (!entry?.EventId) {
      throw new UnavailableError(
        `EventBridge did not say whether it took the event ${event.type}. It will be put again.`,
      );
    }
  };
}

function entryError(code: string, message: string, type: string, busName: string): CairnError {
  const what = `EventBridge did not take the event ${type} for the bus ${busName}: ${code}, ${message.slice(0, 300)}`;
  return passingCodes.has(code)
    ? new UnavailableError(what)
    : new CairnError("event_refused", `${what} Check the bus in cairn.yml and its policy.`);
}

function busError(error: unknown, busName: string): CairnError {
  if (nameOf(error) === "ResourceNotFoundException") {
    return new CairnError(
      "event_refused",
      `There is no event bus ${busName}. Create it, or correct its name in cairn.yml.`,
      {
        cause: error,
      },
    );
  }
  const arn = /^arn:[^:]*:events:([^:]*):(\d*):/.exec(busName);
  return awsError(error, {
    action: "events:PutEvents",
    account: arn?.[2] ?? "of this bus",
    region: arn?.[1] ?? "its Region",
    resource: arn ? busName : `arn:aws:events:*:*:event-bus/${busName}`,
  });
}

const neverConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/** Is it certain that the bus did not take the event? A time-out or a lost connection leaves that open. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof CairnError)) return false;
  if (["event_refused", "event_too_large", "aws_credentials"].includes(error.code)) return true;
  const status = statusOf(error.cause);
  return (status !== undefined && status >= 400 && status < 500) || neverConnected.has(codeOf(error.cause));
}
