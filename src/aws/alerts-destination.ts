import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { CairnError } from "../domain/errors.ts";
import { shortId } from "../domain/incident/incident.ts";
import { plainText } from "../domain/text/text.ts";
import { visible } from "../domain/text/visible.ts";
import { describeEntry } from "../domain/timeline/describe-entry.ts";
import type { Destination, Reads } from "../flows/ports.ts";
import { awsError } from "./errors.ts";

const retryAfterMs = 10_000;
/** SNS takes subjects of less than 100 characters of ASCII (docs). */
const subjectMax = 99;

/** Publishes to a topic, for the e-mail addresses that are subscribed to it, what Slack does not show. */
export function createAlertsDestination({
  sns,
  topicArn,
  reads,
}: {
  sns: Pick<SNSClient, "send">;
  topicArn: string;
  reads: Pick<Reads, "incident" | "timeline">;
}): Destination {
  return {
    find: async () => undefined,
    async send({ show }, hold) {
      if (show.show !== "alert") return { outcome: "dropped", why: "This is not an alert." };
      const incident = await reads.incident(show.incidentId);
      const entry = (await reads.timeline(show.incidentId)).find(({ seq }) => seq === show.seq);
      if (!incident || !entry) return { outcome: "dropped", why: "There is no such entry." };
      // Who reads these mails need not be in its channel.
      const title = incident.private ? "a private incident" : visible(incident.title, 200);
      const subject = `Cairn: ${shortId(incident)} ${incident.severity} ${title}`;
      const worst = Array.isArray(entry.body.worst)
        ? entry.body.worst.map((each) => `- ${String(each)}`)
        : [];
      const message = [`Cairn ${plainText(describeEntry(entry))}`, "", ...worst, "", entry.at.toISOString()];
      await hold();
      try {
        await sns.send(
          new PublishCommand({
            TopicArn: topicArn,
            Subject: subject.replace(/[^ -~]/g, "?").slice(0, subjectMax),
            Message: message.map((text) => visible(text, 2_000)).join("\n"),
          }),
        );
        return { outcome: "sent" };
      } catch (cause) {
        const error = awsError(cause, {
          action: "sns:Publish",
          account: topicArn.split(":")[4] ?? "of this topic",
          region: topicArn.split(":")[3] ?? "its Region",
          resource: topicArn,
        });
        if (!(error instanceof CairnError)) return { outcome: "unknown", why: String(error) };
        return error.retryable
          ? { outcome: "not-sent", retryAfterMs, why: error.message }
          : { outcome: "blocked", why: error.message };
      }
    },
  };
}
