import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SNSClient } from "@aws-sdk/client-sns";
import { createAlertsDestination } from "../aws/alerts-destination.ts";
import { createEventsDestination } from "../aws/events-destination.ts";
import { createEventsOut } from "../aws/events-out.ts";
import type { Config } from "../config.ts";
import { orderAct } from "../flows/approval/order-act.ts";
import { settleAct } from "../flows/approval/settle-act.ts";
import type { Destination, Ports, Turns } from "../flows/ports.ts";
import { stepChoices } from "../flows/runs/engine-choices.ts";
import { wholeTranscript } from "../flows/thread/export-transcript.ts";
import type { Log } from "../log.ts";
import { drawPng } from "../picture/draw-png.ts";
import type { SlackConnection } from "../slack/connection.ts";
import { createSlackDestination } from "../slack/outbox-sender.ts";
import type { SlackPace } from "../slack/pace.ts";

/** What the outbox delivers to; `events` and `alerts` where the settings name a bus or a topic. */
export interface Destinations {
  slack: Destination;
  events: Destination | undefined;
  alerts: Destination | undefined;
}

interface Needs {
  ports: Ports;
  config: Config;
  slack: SlackConnection;
  turns: Turns;
  pace: SlackPace;
  /** Of the bus, unless the settings name another. */
  region: string;
  log: Log;
}

export const createDestinations = (parts: Needs): Destinations => ({
  slack: slackDestination(parts),
  events: eventsDestination(parts),
  alerts: alertsDestination(parts),
});

function slackDestination({ ports, config, slack, turns, pace, log }: Needs): Destination {
  return createSlackDestination({
    client: slack.clients.sending,
    botId: slack.identity.botId,
    reads: ports.store,
    runbooks: ports.runbooks,
    nameOf: ports.people.nameOf,
    workspaceUrl: slack.identity.url,
    pagesUrl: config.file.web?.url,
    zone: ports.settings.zone,
    draw: drawPng,
    transcript: (incidentId, format, zone) => wholeTranscript(ports, { incidentId, format, zone }),
    pipelines: ports.settings.whatChanged.pipelines,
    engineChoices: (incident, step, facts) => stepChoices(ports, incident, step, facts),
    turns,
    pace,
    log,
  });
}

function eventsDestination({ ports, config, region }: Needs): Destination | undefined {
  const { events } = config.file;
  if (events === undefined) return undefined;
  const eventbridge = new EventBridgeClient({
    region: events.region ?? region,
    endpoint: config.environment.CAIRN_AWS_ENDPOINT,
    // The outbox tries again by itself, and never what may be sent only once.
    maxAttempts: 1,
  });
  const put = createEventsOut({ eventbridge, busName: events.bus, source: "cairn" });
  return createEventsDestination(put, ports.store, {
    order: (show) => orderAct(ports, show),
    settle: (tx, show, became) => settleAct(ports, tx, show, became),
  });
}

function alertsDestination({ ports, config }: Needs): Destination | undefined {
  const { alerts } = config.file;
  if (alerts === undefined) return undefined;
  const sns = new SNSClient({
    region: alerts.topic.split(":")[3],
    endpoint: config.environment.CAIRN_AWS_ENDPOINT,
  });
  return createAlertsDestination({ sns, topicArn: alerts.topic, reads: ports.store });
}
