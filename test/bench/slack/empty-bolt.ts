import { App, HTTPReceiver, LogLevel } from "@slack/bolt";

/** An app that acknowledges and does nothing: as quick as Bolt can be. */
const { SLACK_API_URL: slackApiUrl, SLACK_BOT_TOKEN: token, SLACK_PORT: port } = process.env;
const logLevel = LogLevel.ERROR;
const how = port
  ? {
      receiver: new HTTPReceiver({
        signingSecret: process.env.SLACK_SIGNING_SECRET ?? "",
        port: Number(port),
        logLevel,
      }),
    }
  : { socketMode: true, appToken: process.env.SLACK_APP_TOKEN };
const app = new App({ token, ...how, clientOptions: { slackApiUrl }, logLevel });
app.command(/.*/, async ({ ack }) => ack());
app.action(/.*/, async ({ ack }) => ack());
await app.start();
process.stdout.write("The empty app is up\n");
process.on("SIGTERM", () => process.exit(0));
