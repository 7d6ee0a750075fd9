import { ConfirmSubscriptionCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Router } from "express";
import type { ProcessRole } from "./config/form.ts";
import { createIntake } from "./http/intake.ts";
import { createMetricsPage } from "./http/metrics-page.ts";
import type { HttpServer } from "./http/server.ts";
import type { Parts } from "./parts.ts";

/** What is served over HTTP, once there are parts: alarms only by those that take them in. */
export function serveHttp(
  server: HttpServer,
  parts: Parts,
  roles: ReadonlySet<ProcessRole>,
  pages: Router | undefined,
): void {
  const { config, ports, log, checks, metrics } = parts;
  const { file, environment } = config;
  const intake = createIntake({
    receive: parts.receive,
    keys: [environment.CAIRN_INTAKE_KEY, environment.CAIRN_INTAKE_KEY_NEXT].filter(
      (key) => key !== undefined,
    ),
    sns:
      file.intake.topics.length === 0
        ? undefined
        : { topics: file.intake.topics, confirmSubscription: confirmWith(environment.CAIRN_AWS_ENDPOINT) },
    clock: ports.clock,
    log,
  });
  const routers = [
    createMetricsPage(metrics.page),
    ...(roles.has("intake") ? [intake] : []),
    ...(pages ? [pages] : []),
  ];
  server.open({ routers, checks });
}

const confirmWith =
  (endpoint: string | undefined) =>
  async ({ topicArn, token }: { topicArn: string; token: string }): Promise<void> => {
    const sns = new SNSClient({ region: topicArn.split(":")[3], endpoint });
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token }));
  };
